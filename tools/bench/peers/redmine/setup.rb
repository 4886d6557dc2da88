# Prepares a fresh Redmine for the comparison; may be run again. From Redmine's folder: bundle exec rails runner setup.rb
# It prints the API key of admin, which the loader wants.
Setting.rest_api_enabled = '1'
Setting.notified_events = [] # no mail: the work is the same without it, and kinder to Redmine
Setting.default_language = 'zh'
Setting.login_required = '0'

admin = User.find_by(login: 'admin')
admin.update!(must_change_passwd: false)

tracker = Tracker.order(:position).first
project = Project.find_by(identifier: 'matters') ||
          Project.create!(name: 'Matters', identifier: 'matters', is_public: true, trackers: [tracker],
                          enabled_module_names: ['issue_tracking'])

# What a report has and Redmine has no column for.
{ 'place' => 'string', 'area' => 'string', 'lat' => 'float', 'lng' => 'float' }.each do |name, format|
  next if IssueCustomField.find_by(name: name)
  IssueCustomField.create!(name: name, field_format: format, is_for_all: true, is_filter: name == 'area',
                           searchable: false, trackers: [tracker])
end

%w[env.rubbish road.pothole road.manhole fac.lamp fac.drain green.damage home.fire school.traffic env.stall env.posters].each do |code|
  IssueCategory.find_or_create_by!(project: project, name: code)
end

puts admin.api_key
