package city

const (
	probable = "which matters are probably one: it decides nothing and is looked for anew"
	tracks   = "where somebody walked, sealed, which no event may say; its key is gone after policy's days"
	login    = "how people log in: it changes without an event, and whoever alters it can only let somebody in"
	uploads  = "photos on their way in: they are gone when they are claimed, or after two days"
	wishes   = "what somebody prefers; no event says it"
	letters  = "what is on its way out; what was sent is nowhere else"
	helpers  = "who signed up to help, which no event may say; how many came is proved"
	follows  = "whom residents' letters go to, which no event may say"
)

// Unproven are the tables whose rows no event, and nothing else in the database, can prove, each with the reason. Every
// other table is proved by verify: a test alters and deletes rows of all of them.
var Unproven = map[string]string{
	"leases":        "which program does what just now",
	"opendata":      "which files are given out, which say their own checksums; they are made anew every night",
	"opendata_shut": "whose files are made anew just now",
	"credentials":   login, "sessions": login, "api_keys": login, "login_tries": login,
	"uploads": uploads, "parts": uploads, "pieces": uploads, "upload_files": uploads,
	"preferences": wishes, "choices": wishes,
	"patrol_keys": tracks, "patrol_parts": tracks,
	"outbox": letters, "channels": letters,
	"follow_people": follows, "follows": follows, "follow_asked": follows, "follow_bounces": follows,
	"outreach_keys": helpers, "outreach_volunteers": helpers,
	"inbox":           "what people were told, made from the posts and wishes of that time; the events are the truth",
	"pattern_pairs":   probable,
	"pattern_members": probable,
	"pattern_groups":  probable,
	"topic_lists":     "found anew every day; it decides nothing",
	"route_models":    "learnt from the matters, and learnt anew; it decides nothing",
	"relay_servers":   "where other bodies' servers are, with their keys: set without an event",
	"relay_routes":    "which categories go to which of their services: set without an event",
	"relay_turns":     "when another body is asked next; what it said is proved",
	"relay_rules":     "how far matters were sent by rule; a place beyond the ledger's end is a fault",
	"reckonings":      "how far new deadlines were reckoned; a place beyond the ledger's end is a fault",
	"release_rules":   "how far plain matters were let out by rule; a place beyond the ledger's end is a fault",
	"inbox_reads":     "how far somebody has read; a place beyond the ledger's end is a fault",
	"open311_media":   "addresses of pictures that are still to be fetched; they are gone then, or after some tries",
	"indicator_files": "how far files of figures came, for the page that says so; what came in is in the ledger",
	"case_turns":      "when it is asked next whether a case may be forgotten; one of which nobody asks is a fault",
	"chief_names":     "names of chiefs who cannot log in, which no event may bear",
	"boundaries":      "lines on a map, imported and no history",
}
