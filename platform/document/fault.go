package document

import (
	"errors"

	"xiaohao/loop/fault"
	"xiaohao/platform/photo"
)

// The codes of what is wrong with a file; each has a sentence that says what to do.
const (
	CodeLarge     = "document_large"     // more bytes than are taken
	CodePages     = "document_pages"     // more pages than are taken
	CodeLong      = "document_long"      // more text than is taken
	CodeEmpty     = "document_empty"     // no byte
	CodeType      = "document_type"      // a kind that is not taken
	CodeOld       = "document_old"       // .doc, .xls: to be saved anew
	CodeEncrypted = "document_encrypted" // it needs a password
	CodeMacro     = "document_macro"
	CodeScript    = "document_script"   // PDF: scripts, actions that start or send something
	CodeEmbedded  = "document_embedded" // other files, objects or controls inside
	CodeExternal  = "document_external" // it fetches something from another place
	CodeBomb      = "document_bomb"     // it unfolds to far more than it is
	CodeEntity    = "document_entity"   // XML that defines entities of its own
	CodeBroken    = "document_broken"   // cut off or damaged
	CodeTime      = "document_time"     // took too long
	CodeMemory    = "document_memory"   // the child ended: too much memory, or a fault in the decoder
)

// saidByChild are the codes that the child may answer with.
var saidByChild = map[string]fault.Kind{CodePages: fault.TooLarge, CodeLong: fault.TooLarge, CodeType: fault.Invalid,
	CodeEncrypted: fault.Invalid, CodeMacro: fault.Invalid, CodeScript: fault.Invalid, CodeEmbedded: fault.Invalid,
	CodeExternal: fault.Invalid, CodeBomb: fault.Invalid, CodeEntity: fault.Invalid, CodeBroken: fault.Invalid}

// wrong is a file that is not taken as it is.
func wrong(code string) *fault.Error { return fault.New(fault.Invalid, code).On("file") }

func tooLong() *fault.Error { return fault.New(fault.TooLarge, CodeLong).On("file") }

func tooManyPages(most int) *fault.Error {
	return fault.New(fault.TooLarge, CodePages, "n", most).On("file")
}

// photoFault gives the sentence of package photo to a picture that cannot be read.
func photoFault(err error) error {
	var e *photo.Error
	if !errors.As(err, &e) {
		return fault.New(fault.Internal, "internal").By(err)
	}
	k := fault.Invalid
	switch {
	case errors.Is(e, photo.ErrTooLarge), errors.Is(e, photo.ErrPixels):
		k = fault.TooLarge
	case errors.Is(e, photo.ErrTime):
		k = fault.Busy
	}
	return fault.New(k, e.Code).On("file").By(err)
}
