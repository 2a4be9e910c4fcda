"""Words that tell a person's name from other capitalised words; our own lists, small letters."""

from __future__ import annotations

_STOPS = """
human hr everyone everybody friend friends colleagues sirs madam all
a i an the this that these those it he she we you they his her my our your their its what who whom
whose which where when why how if in on at by for from with without of to as is are was were be am
been do does did has have had can could will would shall should may might must not no yes and or
but so than then there here also only just even still yet once after before while during since
until through about over under between because although however therefore please thanks thank
hello hi hey dear good morning afternoon evening day welcome sorry excuse okay ok well now today
tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday january february march
april june july august september october november december mon tue wed thu fri sat sun jan feb mar
apr jun jul aug sep sept oct nov dec let get give make take send call contact meet see look visit
tell ask show write read click press go come add remove change update cancel check follow use open
close start stop note answer question name phone email address date time number order account card
user bot assistant customer agent client support service team manager director president chief
senior junior vice king queen prince princess saint mr mrs ms miss dr prof sir lady lord english
french german russian spanish italian american british chinese japanese european western eastern
northern southern vitamin hepatitis plan type grade class section appendix exhibit figure group
level category option version model series unit zone block line part phase step chapter table page
item windows all some any each every both other another such many much more most few first second
third last next new old big great best top one two three four five six seven eight nine ten person
lesson season reason prison ps pm usa uk us eu un www http https com billing shipping patient
subject regarding re fw attn cc bcc unlike like excellent perfect simple free sale home office
mobile fax desk tel zip city state country street meanwhile finally recently according despite
instead maybe perhaps always never sometimes often congratulations happy merry regards sincerely
yours cheers
"""

STOPS = frozenset(_STOPS.split())
"""Words that are no part of a name wherever they stand."""

_FIRMS = """
inc llc ltd corp corporation company co group partners investments holdings gmbh ag sa plc llp
university college school academy institute laboratory lab labs hospital clinic center centre
church cathedral temple museum theatre theater library gallery stadium arena airport station
bridge tower castle palace park garden gardens beach lake river mountain mount valley island
islands bay forest street st road rd avenue ave boulevard blvd lane ln drive square court place
terrace way highway hotel inn restaurant cafe bar pub club bank insurance airlines airways motors
records studios pictures entertainment games sports league cup trophy championship prize award
awards act law bill theorem lemma equation formula syndrome disease effect algorithm method model
test scale index system systems software cloud api app apps pro plus max mini ultra premium series
edition galaxy iphone android network networks solutions technologies technology tech services
consulting foundation association society union committee commission council department ministry
agency office bureau army navy force county city state states kingdom republic province district
north south east west united national international world global royal federal central orchestra
band tribune times post journal magazine news press books publishing festival day week month year
war battle revolution treaty constitution house building plaza mall market store shop shops
supermarket farm farms ranch winery brewery dynasty empire railway railroad express flat pass
parks lodge bypass mews crescent close row grove hill hills walk salesperson experience locks
reviewer bible testament gospel cream sauce salad pizza cake pie
"""

FIRMS = frozenset(_FIRMS.split())
"""Words that make a firm, a place or a thing of the words beside them."""

_BRANDS = """
calvin klein, hugo boss, jack daniel, harley davidson, harley-davidson, louis vuitton, tommy
hilfiger, ralph lauren, marc jacobs, christian dior, mary kay, charles schwab, morgan stanley, max
factor, levi strauss, yves rocher, yves saint, dolce gabbana, giorgio armani, leroy merlin,
elizabeth arden, estee lauder, paul mitchell, oscar mayer, uncle ben, dr pepper, aunt jemima,
johnnie walker, jim beam, thomas cook, marks spencer, ben jerry, samsung, apple, google,
microsoft, amazon, mercedes, mercedes-benz, ford, tesla, siemens, philips, bosch, nokia, huawei,
xiaomi, adidas, nike, react, python, java, javascript, san francisco, santa cruz, adobe, oracle,
alexa, siri, tiffany, apache, virgin, wendy, victoria secret, jordan river, san jose, san diego,
los angeles, las vegas
"""

BRANDS = frozenset(" ".join(brand.split()) for brand in _BRANDS.split(","))
"""Companies, things and places that look like a person's name."""

_SURNAMES = """
smith johnson williams brown jones garcia miller davis rodriguez martinez hernandez lopez gonzalez
wilson anderson thomas taylor moore jackson martin lee perez thompson white harris sanchez clark
ramirez lewis robinson walker young allen king wright scott torres nguyen hill flores green adams
nelson baker hall rivera campbell mitchell carter roberts gomez phillips evans turner diaz parker
cruz edwards collins reyes stewart morris morales murphy cook rogers gutierrez ortiz morgan cooper
peterson bailey reed kelly howard ramos kim cox ward richardson watson brooks chavez wood james
bennett gray mendoza ruiz hughes price alvarez castillo sanders patel myers long ross foster
jimenez powell jenkins perry russell sullivan bell coleman butler henderson barnes fisher vasquez
simmons graham murray ford hamilton cole west jordan owens reynolds ellis wallace harrison gibson
mcdonald marshall wells webb simpson stevens tucker porter hunter hicks crawford henry boyd mason
kennedy warren dixon burns gordon shaw holmes rice robertson hunt black daniels palmer mills grant
knight ferguson rose stone hawkins dunn perkins hudson spencer gardner payne pierce arnold willis
becker müller schmidt schneider fischer weber meyer wagner schulz hoffmann koch bauer richter
klein wolf ivanov petrov sidorov popov khan singh kumar sharma gupta chen wang zhang liu yang
huang zhao wu
"""

SURNAMES = frozenset(_SURNAMES.split())
"""Common surnames: enough to take a given name that is a word as well for a name."""
