/*
 * broker/names/names_lists.c - the words that the rules of names.c know, in plain form: lower case, no marks.
 * Given names are a sample over the world's regions; one that is a common word, too, is in no list
 * of its own but counts with a capital only (AMBIGUOUS). Sorted by hand is not needed: they are hashed once.
 */
#include "broker/names/names_internal.h"

/* clang-format off */
static const char given[] =
	/* Arabic, Persian, Turkish, Central and West Asia */
	"ahmed ahmad ali amina amira aisha ayesha fatima fatimah farida farid hassan hasan hussein husain ibrahim "
	"ismail jamal jamila karim khadija khalid khaled layla leila laila mahmoud mariam maryam mohamed mohammad mohammed "
	"muhammad mustafa nadia nasser noor nour omar osman othman rashid rahman rania saeed salma samir samira sara "
	"yasmin yousef yusuf youssef zahra zainab zaynab abdul abdullah abdulrahman bilal hamza idris javad reza mehdi "
	"parisa shirin nasrin farhad behrouz mehmet ayse emre elif zeynep aziz aziza gulnara nurlan aibek dilnoza rustam "
	"farhod tariq umar usman yaqub zubair hadi huda rahmat "
	/* South Asia */
	"priya ramesh suresh kumar rajesh anil sunil sunita sita gita rekha lakshmi kavita anita meera mira arjun vijay "
	"sanjay deepak deepa asha usha nisha pooja puja rahul rohit amit ankit neha swati shanti nimal nimali chaminda "
	"kumari dilani sanduni perera fernando silva bandara rizwan imran bushra nazma rehana shamima "
	"kamal hasina begum mollah bibi khatun tenzin pema dorji sonam krishna gopal bishnu maya sarita binod prakash "
	"bhim hari radha chaudhry chowdhury thapa gurung tamang shrestha "
	/* South-east and East Asia */
	"nguyen tran thi hanh linh thuy thao huong trang phuong anh minh tuan dung hung quang somchai somsak somying "
	"prasert malee nok lek noi ploy pim siriporn supaporn boonmee siti nur nurul nurhaliza dewi "
	"rahayu wati budi agus wayan ketut putu joko slamet eko bambang yanti rina ratna aung thida khin zaw "
	"hla myint thein phyo sokha sophea chanthy bopha dara rithy bounmy khamla jose juan maria josefina rosalie "
	"marisol marites jomar jhun reynaldo rodrigo imelda ligaya bautista santos reyes cruz garcia delos "
	"tan lim wong ng cheng zhang wang liu chen huang zhao zhou xu mei ling xiao hui wei "
	"jiwoo minjun seoyeon jihoon yuki hiroshi kenji keiko yoko haruka takeshi tanaka suzuki sato batbayar "
	/* Pacific */
	"sione taniela seini lupe leilani ieremia epeli teresia semisi viliami mele salote losa tevita "
	"mosese ratu sitiveni lavenia tomasi malia iosefa tavita fetu tui hinemoa wiremu tamati "
	"";
static const char given_further[] =
	/* Africa */
	"kwame kofi akosua abena yaw kwesi amara chinedu ngozi emeka chioma adaeze nneka obinna oluwaseun folake "
	"tunde yemi thandiwe sipho nomsa thabo lerato zanele themba wanjiru njeri kamau otieno achieng akinyi mwangi "
	"wambui juma mamadou fatoumata aminata ousmane moussa ibrahima diallo traore binta modou lamin "
	"isatou tesfaye selam almaz hailu abebe mulugeta makonnen uwimana mugisha okello nakato nwosu "
	"okafor adeyemi mensah osei boateng jalloh koroma sesay banda phiri moyo ncube dlamini "
	/* Europe, the Americas, Oceania */
	"john james robert michael william david richard joseph thomas charles christopher daniel matthew anthony "
	"donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan gary "
	"nicholas eric stephen jonathan larry justin brandon benjamin samuel gregory alexander dennis "
	"jerry tyler aaron henry peter adam nathan zachary douglas harold kyle carl arthur roger keith jeremy "
	"terry lawrence sean albert ethan joe billy bruce ralph eugene louis philip harry vincent "
	"mary patricia jennifer linda elizabeth barbara susan jessica sarah karen nancy lisa margaret betty sandra "
	"ashley dorothy kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca laura sharon cynthia "
	"kathleen amy shirley angela helen anna brenda pamela nicole samantha katherine emma ruth christine catherine "
	"debra rachel carolyn janet heather diane julie joyce kelly christina lauren joan "
	"evelyn olivia judith megan cheryl martha andrea frances hannah jacqueline ann gloria teresa kathryn "
	"rosalind miriam wilhelmina benedict tomasz wojciech agnieszka katarzyna piotr pawel marek oleksandr oksana "
	"olena andriy dmytro natalia svetlana tatiana olga irina ivan sergei sergey vladimir mikhail nikolai yelena "
	"elena ioana mihai bogdan stefan dragan jovan ana marko ivana petra pieter johan hendrik lars "
	"anders ingrid astrid sven bjorn matti aino giovanni giuseppe francesco luca chiara giulia paolo jean "
	"jeanne francois francoise marie michel philippe nathalie isabelle benoit thierry amelie etienne "
	"carlos luis miguel jorge pedro diego alejandro ricardo eduardo rafael guadalupe juana carmen "
	"ximena yolanda quispe mamani joao paulo thiago mateus beatriz ines hans jurgen "
	"wolfgang klaus dieter gunther ursula helga heike uwe dominic wendell aloysius ";

static const char ambiguous[] =
	"mark will may grace hope rose victor faith joy april june august bill frank grant pat sue drew chase dean art "
	"ray guy max dawn eve ivy lily daisy amber ruby jade pearl olive iris violet heath cliff rob rich nick jack "
	"scott austin patrick christian virginia victoria florence sydney paris london milan asia india chan sun yang "
	"li jun sri ama asha adi sina moana aroha awa sakura corazon manuel sofia lucia luka marco camille consuelo "
	"angel jesus pierre luz sol pilar rosa clara blanca dolores mercedes elaf fe chance summer autumn noble prince "
	"king bishop abbot israel jordan chad kenya dakar ";

/* Before a name, in capitals or with a full stop; the first line also alone in lower case. */
static const char titles_sure[] =
	"mr mrs ms mx dr prof atty engr mme mlle sra srta datuk dato datin ustadh ustaz sheikh shaikh sayyid khun umm "
	"monsieur madame signora senora bro "
	"السيد السيدة الدكتور الدكتورة الشيخ الاستاذ ";
static const char titles[] =
	"hon sir dame fr bro rev father pastor imam mullah maulana haji hajja don dona daw "
	"ratu abu professor doctor ambassador minister senator governor mayor bishop cardinal pope judge justice colonel "
	"captain president commissioner princess madam miss lord lady sultan emir tunku "
	"tengku raja pi phra lola lolo auntie aunty uncle tita tito kuya herr frau dona senor ";

static const char particles[] =
	"bin binti binte ibn al el de del della da dos das van von der den la le du y bint abu ";

static const char speech[] =
	"says said say told tells thinks thought asked asks explained explains described describes disagreed disagrees "
	"spoke speaks reminded reminds reported reports claims claimed argues argued noted notes insisted insists "
	"promised mentioned mentions shared shares stated states replied answered added complained wants wanted "
	"offered proposed proposes suggested suggests recalled recounted testified agreed agrees believes supports "
	"rejected rappelle demande explique raconte dit pense affirme propose estime souhaite pide dice dijo propone "
	"explica cuenta opina recuerda cree comenta waits fled vanished fears "
	"قال قالت يقول تقول اضاف اضافت ذكر ذكرت اكد اكدت طلب طلبت سال سالت شرح شرحت ";

/* One who is not named: a speech verb behind these is no sign. */
static const char anyone[] =
	"participant participants speaker speakers someone somebody one many most some several others nobody he she they "
	"it we who which delegate delegates moderator rapporteur panel room group women men youth workers migrants "
	"employers governments government states state people returnees research study studies report data survey law "
	"court police embassy union unions ngo ngos cso csos agency agencies countries country everyone all both "
	"un ministry minister parents schools teachers villagers families brokers agents nurses host countries "
	"civil society sector private public members this that these those chair facilitator interpreter ";

static const char bodies[] =
	"desk voices trust foundation fdn fondation fundacion alliance recruitment manpower ltd inc llc pty corp garments union "
	"assoc association asociacion network federation council institute centre center ngo collective coalition "
	"forum society committee company co bank group holdings services consultancy university mission church "
	"caritas oxfam amnesty unicef movement watch cooperative syndicate league guild ";
static const char bodies_alone[] = "caritas oxfam amnesty unicef walmart apple nestle greenpeace ";

/* A body whose people say "our": behind our, my, notre ... */
static const char own_bodies[] =
	"union organisation organization ngo association foundation federation network company agency office ministry "
	"church shelter cooperative collective coalition institute syndicat fondation organisation reseau entreprise "
	"fundacion organizacion asociacion sindicato red empresa cso trust members chapter secretariat ";
static const char our_words[] = "our my notre mon nos nuestra nuestro mi ";

/* Places and peoples that the table of words lacks or that run together with others. */
static const char places[] =
	"hong kong sri lanka cox bazar saudi arabia abu dhabi new zealand papua guinea timor leste solomon islands "
	"marshall cook tuvalu kiribati nauru vanuatu tonga samoa fiji palau micronesia savai i upolu funafuti tarawa "
	"suva apia port vila honiara nuku alofa mae sot myawaddy yangon mandalay rakhine chin kachin shan chittagong "
	"sylhet dhaka khulna kathmandu pokhara colombo kandy jaffna kerala punjab sindh balochistan mindanao visayas luzon "
	"cebu davao manila java sumatra lombok kalimantan batam sabah sarawak johor penang isan chiang mai rai phnom penh "
	"siem reap vientiane savannakhet hanoi danang ho chi minh city guangdong macau taipei dubai doha riyadh jeddah "
	"manama muscat kuwait sharjah amman beirut geneva new york bangkok singapore jakarta delhi mumbai asia pacific "
	"africa europe america americas caribbean latin gulf nairobi mombasa kampala juba addis ababa lagos accra abuja "
	"dakar bamako niamey agadez tripoli tunis rabat cairo khartoum wales cardiff powys swansea scotland england britain "
	"rohingya hmong karen mon tagalog bahasa hindi urdu bangla sinhala tamil khmer lao thai pashto dari kinh "
	"angleterre ecosse galles irlande europe asie pacifique afrique amerique allemagne espagne italie suisse belgique "
	"inglaterra escocia gales irlanda europa africa alemania espana francia italia suiza belgica filipinas india "
	"scandinavia sahel maghreb mekong ganges balkans caucasus ";

static const char months[] =
	"january february march april may june july august september october november december monday tuesday "
	"wednesday thursday friday saturday sunday ramadan eid christmas easter diwali lunar ";
/* clang-format on */

const struct name_list *name_list_at(size_t index)
{
	static const struct name_list lists[] = {
		{ WORD_GIVEN, given },
		{ WORD_GIVEN, given_further },
		{ WORD_AMBIGUOUS, ambiguous },
		{ WORD_TITLE_SURE | WORD_TITLE, titles_sure },
		{ WORD_TITLE, titles },
		{ WORD_PARTICLE, particles },
		{ WORD_SPEECH, speech },
		{ WORD_ANYONE, anyone },
		{ WORD_BODY, bodies },
		{ WORD_BODY_ALONE, bodies_alone },
		{ WORD_OWN_BODY, own_bodies },
		{ WORD_OUR, our_words },
		{ WORD_PLACE, places },
		{ WORD_PLACE, months },
	};
	return index < sizeof lists / sizeof *lists ? &lists[index] : NULL;
}
