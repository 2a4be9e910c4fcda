"""Given names in Latin letters, by the languages they are usual in; our own list.

Names that are English words, places or months as well stand apart: they are taken for a name only
beside a surname or a word that introduces a person.
"""

from __future__ import annotations

_ENGLISH = """
aaron abby abigail ada adam adele adrian agnes aidan alan albert alec alex alexa alexander
alexandra alexis alfred alice alicia alison allan allen allison alma alvin amanda amber amelia amy
andrea andrew andy angela anita ann anna anne annie anthony archie ariana arnold arthur ashley
audrey barbara barry beatrice becky ben benjamin bernard beth betty beverly bob bobby brad bradley
brandon brenda brendan brian bridget brittany bruce bryan caitlin caleb calvin cameron carl carla
carol caroline carolyn carrie cassandra catherine cathy cecilia charles charlie cheryl chloe chris
christina christine christopher cindy claire clara clarence clark claudia clifford clive colin
connor constance corey courtney craig cynthia daisy dan daniel danielle danny darren dave david
deborah debra denise dennis derek diana diane dominic donald donna doris dorothy doug douglas
duncan dylan earl eddie edgar edith edmund edward edwin eileen elaine eleanor elijah elizabeth
ella ellen ellie elliot emily emma eric erica erin ernest esther ethan eugene eva evan evelyn ewan
felicity fiona floyd frances francis fred freddie freddy frederick gabriel gail gareth gary gavin
gemma gene geoffrey george gerald gerard gilbert gina gladys glen glenn gloria gordon graham greg
gregory gwen hannah harold harriet harry harvey hazel heather helen henry herbert holly howard
hugh hugo ian imogen irene isaac isabel isabella isabelle ivy jacob jacqueline jake james jamie
jan jane janet janice jared jason jasmine jeff jeffrey jenna jennifer jenny jeremy jerome jerry
jesse jessica jessie jill jim jimmy joan joann joanna joanne joe joel johanna john johnny jon
jonathan jose joseph josephine josh joshua joyce juan judith judy julia julian julie justin karen
karl kate katherine kathleen kathryn kathy katie keith kelly ken kenneth kerry kevin kim kimberly
kristen kristin kyle larry laura lauren laurence lawrence leah leo leon leonard leroy leslie lewis
liam linda lisa liz logan lois lori lorraine louis louise lucas lucy luke lydia lynn madeline
malcolm marcus margaret maria marie marilyn marion marjorie marlene martha martin marvin mary matt
matthew maureen maurice megan melanie melissa melvin mia michael michelle mike mildred molly
monica morgan muriel nancy naomi natalie natasha nathan nathaniel neil nicholas nick nicola nicole
nigel nina noah nora norma norman olive oliver olivia oscar owen pamela patricia patrick paul
paula pauline penelope peter phil philip phillip phoebe phyllis rachel ralph randy raymond rebecca
reginald rhonda richard rick ricky rita robert roberta robin rodney roger roland ron ronald ronnie
rory rosemary ross roy russell ruth ryan sally sam samantha samuel sandra sara sarah scott sean
sebastian sharon sheila shannon shirley sidney sierra simon sophia sophie spencer stacy stanley
stella stephanie stephen steve steven stewart stuart susan suzanne sylvia tamara tanya tara ted
teresa terence terry thelma theodore theresa thomas tiffany tim timothy tina toby todd tom tommy
toni tony tracey tracy travis trevor troy tyler valerie vanessa vera vernon veronica vicki vincent
vivian wallace walter wanda warren wayne wendy wesley whitney wilfred william willie winston
yvonne zachary zoe
"""
_EUROPE = """
agnieszka aino albin aleksander aleksandra alessandro alessia alfonso alfredo alonso alvaro amelie
ana anastasia anders andré andrea andreas andreia andrés andrzej angelo angélique anja anke annika
antje anton antonio antónio antoine arne arnaud arturo astrid asta aurélie balázs barbora bartosz
bastian beata beatriz benedikt benoît bernd björn blanka bogdan boris bojan bożena branko brigitte
bruno camille carlos carmen carolina catalina catarina céline christelle christiane christoph
christophe claude claudio clémence cristina czesław dagmar damian dania danijel daniela danuta
davide delphine didier dieter diego dietmar dirk dmitri dominik dorota dorothea edgardo eduard
eduardo egon einar elena elias elif elin elisabeth elisabetta elke elsa emil emilia emilie emilio
emmanuel enrique enrico erik erika ernesto esteban etienne étienne eva ewa fabian fabien fabio
fábio federica federico felipe ferdinand fernanda fernando filip filippo florian franca francesca
francesco francisca francisco franciska franck franco françois françoise frederik frédéric freja
friedrich fritz gabriela gabriele gabriella geert gerhard gerda giacomo giancarlo gianluca giorgio
giovanna giovanni giulia giuseppe gonzalo grażyna greta guido guilherme guillaume guillermo gunnar
gustav gustavo günter günther hana hanna hanne hans håkan harald heidi heike heinrich heinz helena
helga helge henrik henri hélène horst hubert ignacio ilona inga inge ingrid irena irina isabelle
ivan ivana jaap jacek jacques jakob jakub janina janine janka janusz jarosław javier jaroslav
jean-pierre jens jeroen jérôme jiří joachim joanna joaquim joaquín joão johan johann johannes
jonas jörg jorge josef josé jouni józef jožef judit juha juliana julien juliette jürgen jussi
justyna kaarina kaija kamil karel karin karina karsten katarina katarzyna katarína kateřina
katharina katja katrin katrine kazimierz klaas klara klaus knut konrad koppány kristian kristina
kristýna krystyna krisztián krzysztof lars lászló laurent lea leif lena lennart lenka leonardo
leonid leticia lieke liisa lina linnea lionel lorenzo lorena lotte luca lucia lucía luciana
luciano lucie ludwig luigi luis luís luise lukas lukáš łukasz luz maarten maciej maggie magda
magdalena magnus maja małgorzata manfred manon manuel manuela marc marcel marcela marcello marcelo
marcin marco marcos marek mareike margarita margit margot margarida mariana marianne mariano
marija marika marina mario marisa marit marius marko markus marlies marta martina martine mateo
mateus mateusz matej mathias mathieu mathilde matilda matías matteo matthias matti maurizio
maximilian mercedes mette michał michal michaela michel michele miguel mihai mika mikael mikkel
mikko milan milena miloš mirjam mirosław mónica monika monique morten nadia nadine nathalie nele
nelson niamh nicolas nicolás nicole niels nikola nikolaus nikolaj nils noelia norbert núria
octavio ola olaf ole olga olivier ondřej oskar otto pablo paolo pascal patrícia patrik paweł pauli
pavel pavla pedro pekka pernille petr petra petteri philippe pia piero pierre pietro piotr pilar
radek rafael rafał raffaele rainer ramón raquel raúl rebeka regina reinhard renata renate renato
renaud ricardo riccardo rikke roberto rocío rodrigo rolf román romain rosa rubén rui rune ruud
sabine sabrina salvatore sándor sanna sari šárka siegfried sigrid silke silvia silvio simona
simone siobhan siri slavko sofia sofie solveig sonja sophie stanislav stanisław stefan stefania
stefanie stefano steffen stéphane stéphanie sune susana susanna susanne svein sven sylvain sylvie
szymon tadeusz tatjana tereza théo thibault thierry thorsten tiago tibor till tobias tomás tomáš
tomasz tommaso torben tore trine ulrich ulrike ursula ute uwe václav valentina valérie verena
véronique viggo viktor viktória vilhelm vincenzo virginie vít vittorio vladimír vojtěch volker
walburga waltraud werner weronika wilhelm wilma witold wojciech wolfgang xavier yann yannick yves
zbigniew zdeněk zofia zoltán zsolt zsófia zuzana
"""
_EAST = """
aleksei aleksey alexei alexey alina alla anatoly andrei andrey anastasiya anya arkady arseny artem
artyom bogdan boris daria darya denis dmitriy dmitry ekaterina elizaveta evgeniy evgeny evgenia
faina fyodor galina gennady georgy gleb grigory igor ilya inna ivan kirill kseniya ksenia larisa
leonid lev lidia lyubov lyudmila maksim margarita maxim mikhail mstislav nadezhda natalia natalya
nikita nikolai nikolay oksana oleg oleksandr olga pavel polina raisa roman ruslan semyon sergei
sergey stanislav stepan svetlana taras tatiana tatyana timofey timur vadim valentin valery vasily
vasiliy viktor viktoria vitaly vladimir vladislav vyacheslav yana yaroslav yefim yegor yelena
yulia yuri yury zhanna zinaida
"""
_WORLD = """
abdul abdullah ahmad ahmed aisha ali amina amir amira aya ayşe bilal emine emre farid fatima fatma
hamza hasan hassan hussein ibrahim imran ismail jamal jamila kamal karim khadija khaled khalid
layla leila mahmoud mahmud mansour maryam mehmet mohamed mohammad mohammed muhammad murat mustafa
nasser noor nour omar osama osman rania rashid salma samir sana tariq umar usman yasmin yasmine
youssef yusuf zainab zeynep aarav aditi aditya ajay akash amit anand ananya anil anjali arjun arun
ashok deepak deepika divya gaurav geeta harish indira kavita kiran krishna kumar lakshmi manish
meena mohan mukesh neha nikhil nisha pooja prakash priya rahul raj rajesh rakesh ramesh ravi rohan
rohit sachin sanjay sanjeev shreya sneha sunil sunita suresh vijay vikram vinod vivek akiko akira
asuka ayumi chiyo daichi daisuke emi emiko fumiko haruka haruki haruto hideki hiroki hiroko
hiroshi kaori kazuki kazuo keiko ken'ichi kenji kenta kumiko makoto mariko masako masashi mayumi
megumi michiko midori miho minoru naoki naoko natsuki noriko osamu reiko ryo ryota sachiko sakura
satoshi shigeru shinji shiori shota takashi takeshi takumi tatsuya tetsuya tomoko toshiro tsubasa
yoko yoshiko yuito yuka yukiko yumi yuto chen fang feng guang hao hong hua huan jian jing juan li
lei ling mei ming na ping qiang wei wen xia xiang xiao xin yan yang ying yong yuan yun zhang zhen
zhi minh nguyen thanh tuan jin-woo ji-hoon minjun seo-yeon soo-jin kwame kofi amara chidi chinedu
ngozi obinna oluwaseun thabo sipho zanele
"""
_WORDS_TOO = """
april art august austin bill brook carter chad chance charity charlotte chase chelsea christian
crystal dale dawn dean dolly drew eden faith florence frank georgia ginger grace grant guy hope
hunter iris ivory jack jade jean jewel jordan joy june kay king lily mark mason max may melody
miles misty olive paris pat pearl penny piper rand ray reed rich rob rod roman rose ruby rusty
sandy savannah sterling sue summer sunny sydney tony victor victoria violet virginia wade will
willow winter jasmine hazel holly ivy amber daisy heather robin lea ken gene earl clark morgan
logan dan ben sam alma constance israel kiran jan don madison jackson lincoln washington diamond
florian regina sierra carol dolores santiago san la mercedes alexa siri leo virgil hong li na wen
jing ping yang yuan yun xin hua ming mei lei ling juan min long
"""

WORDS_TOO = frozenset(_WORDS_TOO.split())
"""Names that are words of another meaning."""

GIVEN = frozenset((_ENGLISH + _EUROPE + _EAST + _WORLD).split()) | WORDS_TOO
"""All of them, in small letters."""

CERTAIN = GIVEN - WORDS_TOO
"""Names that are hardly anything else."""
