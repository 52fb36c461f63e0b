"""Capitalised words of job advertisements that name no skill: times, places, people, terms of work and studies."""

_TIME = (
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday am pm gmt ist cet est pst utc asap"
)
_PLACES = (
    "india germany france spain italy portugal netherlands belgium austria switzerland poland ireland england scotland "
    "wales britain uk usa us eu emea apac europe asia africa america australia canada mexico brazil japan china "
    "singapore dubai uae qatar london berlin paris madrid munich hamburg vienna zurich amsterdam dublin delhi mumbai "
    "bangalore bengaluru pune hyderabad chennai kolkata gurgaon gurugram noida ahmedabad york boston chicago seattle "
    "francisco california texas toronto sydney melbourne tokyo north south east west city"
)
_PEOPLE = (
    "indian german american british european asian african french christian muslim hindu jewish sikh women woman men "
    "man female male ladies gentlemen mr mrs ms he she"
)
_WORK = (
    "we you our your us they i the a an this these that if as at in on for to with from by of and or not is are be "
    "will must should can have has job role position title team teams company department group client clients customer "
    "customers candidate candidates applicant applicants employee employer employment experience experienced "
    "responsibilities responsibility requirements requirement qualifications qualification skills skill knowledge "
    "ability abilities about who what why how when where work working years year senior junior lead mid level entry "
    "manager engineer developer specialist assistant associate analyst officer director head intern trainee executive "
    "representative coordinator supervisor technician consultant staff full part time permanent temporary contract "
    "remote hybrid onsite office location salary benefits bonus perks apply please contact email mail cv resume ceo "
    "cto cfo coo hr faq etc eg ie pvt ltd inc gmbh llc corp plc good great excellent strong proven solid basic "
    "advanced fluent native required preferred essential desirable nice plus must-have minimum maximum equal "
    "opportunity key main other additional both all any some each new api apis kpi kpis"
)
_STUDY = (
    "bachelor bachelors bachelor's master masters degree diploma bsc msc ba ma mba phd btech mtech be bca mca b.tech "
    "m.tech b.sc m.sc university college school graduate graduates computer science engineering mathematics field "
    "discipline related relevant equivalent gcse gpa"
)
ORDINARY = frozenset(" ".join((_TIME, _PLACES, _PEOPLE, _WORK, _STUDY)).split())
"""In lower case."""
