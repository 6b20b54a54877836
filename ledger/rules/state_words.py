"""What States are called besides their names: adjectives, names in their own languages, institutions.

Apart because it is a table: code, adjectives in English, French and Spanish, other names. A form that several States
share stands in ``SHARED_WORDS``. All without accents, as banks write.
"""

from collections.abc import Mapping

SHARED_WORDS: Mapping[str, tuple[str, ...]] = {
    "congo": ("COD", "COG"),
    "congolese": ("COD", "COG"),
    "congolais": ("COD", "COG"),
    "congolaise": ("COD", "COG"),
    "congolesa": ("COD", "COG"),
    "korea": ("KOR", "PRK"),
    "coree": ("KOR", "PRK"),
    "corea": ("KOR", "PRK"),
    "korean": ("KOR", "PRK"),
    "dominican": ("DMA", "DOM"),
    "guinean": ("GIN", "GNB", "GNQ"),
    "guineen": ("GIN", "GNB", "GNQ"),
    "guineenne": ("GIN", "GNB", "GNQ"),
    "nigerien": ("NER", "NGA"),
    "nigerienne": ("NER", "NGA"),
    "sudanese": ("SDN", "SSD"),
    "department of foreign affairs and trade": ("AUS", "IRL"),
    "dept of foreign affairs and trade": ("AUS", "IRL"),
    "dfat": ("AUS", "IRL"),
    "ministry of foreign affairs and trade": ("HUN", "NZL"),
    "ministerie van buitenlandse zaken": ("NLD", "SUR"),
    "segreteria di stato": ("SMR", "VAT"),
    "secretaria de relaciones exteriores": ("HND", "MEX"),
    "tresorerie de l etat": ("BEL", "LUX"),
}
_TABLE = """
AFG|Afghan; afghane; afgano; afgana|Da Afghanistan Bank
AGO|Angolan; angolais; angolaise; angolano; angolana|Banco Nacional de Angola
ALB|Albanian; albanais; albanaise; albanes; albanesa|Shqiperia; Shqiperise; Republika e Shqiperise
AND|Andorran; andorrane; andorrano; andorrana|Govern d Andorra; Principat d Andorra
ARE|Emirati; emirien; emirienne|UAE; Abu Dhabi; Dubai; United Arab Emirates
ARG|Argentine; Argentinian; argentin; argentino; argentina|Republica Argentina
ARM|Armenian; armenien; armenienne; armenio; armenia|Hayastan
ATG|Antiguan|Antigua; Antigua and Barbuda
AUS|Australian; australien; australienne; australiano; australiana|Commonwealth of Australia; Reserve Bank of Australia
AUT|Austrian; autrichien; autrichienne; austriaco; austriaca
AUT||Oesterreich; Osterreich; Republik Oesterreich; Republik Osterreich
AZE|Azerbaijani; azerbaidjanais; azerbaidjanaise; azerbaiyano|Azerbaycan
BDI|Burundian; burundais; burundaise; burundes|Banque de la Republique du Burundi
BEL|Belgian; belge; belga|Belgique; Belgie; Belgien; SPF Affaires Etrangeres; FOD Buitenlandse Zaken
BEN|Beninese; beninois; beninoise|Republique du Benin
BFA|Burkinabe; burkinabes|Burkina
BGD|Bangladeshi; bangladais; bangladesi|Gono Prajatantri Bangladesh; Bangladesh Bank
BGR|Bulgarian; bulgare; bulgaro; bulgara|Balgariya; Republika Bulgaria
BHR|Bahraini; bahreini; bahreinien|Kingdom of Bahrain
BHS|Bahamian; bahamien|Commonwealth of the Bahamas
BIH|Bosnian; bosnien; bosniaque; bosnio|Bosna i Hercegovina; BiH; Bosne i Hercegovine; Bosnia
BLR|Belarusian; bielorusse; bielorruso|Belarus; Byelorussia
BLZ|Belizean; belizien; beliceno|Government of Belize
BOL|Bolivian; bolivien; bolivienne; boliviano; boliviana|Bolivia; Estado Plurinacional de Bolivia
BRA|Brazilian; bresilien; bresilienne; brasileno; brasilena|Brasil; Republica Federativa do Brasil; Itamaraty
BRB|Barbadian; barbadien|Barbados
BRN|Bruneian; bruneien|Brunei; Negara Brunei Darussalam
BTN|Bhutanese; bhoutanais; butanes|Druk Gyalkhap
BWA|Botswanan; Batswana; botswanais|Republic of Botswana; Bank of Botswana
CAF|Central African; centrafricain; centrafricaine; centroafricano; centroafricana|RCA; Centrafrique
CAN|Canadian; canadien; canadienne; canadiense
CAN||Global Affairs Canada; Affaires Mondiales Canada; Receiver General for Canada
CHE|Swiss; suisse; suizo; suiza
CHE||Schweiz; Svizzera; Svizra; Confoederatio Helvetica; Schweizerische Eidgenossenschaft; Eidgenossenschaft
CHE||Eidg Departement
CHL|Chilean; chilien; chilienne; chileno; chilena|Tesoreria General de la Republica de Chile
CHN|Chinese; chinois; chinoise|Zhongguo; PRC; PR China; RPC
CIV|Ivorian; ivoirien; ivoirienne; marfileno|Cote Ivoire; Cote d Ivoire; RCI; Ivory Coast
CMR|Cameroonian; camerounais; camerounaise; camerunes|Kamerun; Cameroun
COD|Democratic Congo
COD||DR Congo; D R Congo; DRC; RDC; RD Congo; R D Congo; Congo Kinshasa; Kinshasa; Zaire; Democratic Republic of Congo
COD||Republique Democratique Congo; Rep Dem Congo; Rep Dem du Congo; Congo DR; Congo RDC; Congo DRC; Dem Rep Congo
COD||Dem Rep of Congo; Dem Rep of the Congo; Congo Democratic Republic; Banque Centrale du Congo
COG|Congo Brazzavillois
COG||Congo Brazzaville; Brazzaville; Republic of Congo; Republic of the Congo; Republique du Congo
COG||Republica del Congo; Rep du Congo; Rep of Congo; Rep Congo
COK|Cook Islander|Cook Islands; Cook Is
COL|Colombian; colombien; colombienne; colombiano; colombiana|Cancilleria de Colombia
COM|Comorian; comorien; comorienne; comorense|Union des Comores; Komori
CPV|Cape Verdean; capverdien; capverdienne; caboverdiano|Cape Verde; Cap Vert; Cabo Verde
CRI|Costa Rican; costaricien; costaricienne; costarricense
CUB|Cuban; cubain; cubaine; cubano; cubana
CYP|Cypriot; chypriote; chipriota|Kypros; Kypriaki Dimokratia; Kibris
CZE|Czech; tcheque; checo; checa|Ceska Republika; Ceske Republiky; Cesko; Czech Republic; Czechia; Ceska Narodni Banka
DEU|German; allemand; allemande; aleman; alemana
DEU||Deutschland; Bundesrepublik Deutschland; Bundeskasse; Auswaertiges Amt; Auswartiges Amt; Bundesbank
DJI|Djiboutian; djiboutien; djiboutienne; yibutiano|Jibuti
DMA|Dominiquais; dominiquaise; dominiques|Commonwealth of Dominica; Dominique
DNK|Danish; danois; danoise; danes; danesa|Danmark; Udenrigsministeriet; Kongeriget Danmark
DOM|dominicain; dominicaine; dominicano; dominicana
DOM||Dominican Rep; Rep Dominicana; Republique Dominicaine; Rep Dominicaine; Dom Rep
DZA|Algerian; algerien; algerienne; argelino; argelina|Al Jazair; Banque d Algerie
ECU|Ecuadorian; Ecuadorean; equatorien; equatorienne; ecuatoriano; ecuatoriana
EGY|Egyptian; egyptien; egyptienne; egipcio; egipcia|Misr
ERI|Eritrean; erythreen; erythreenne; eritreo|Ertra
ESP|Spanish; espagnol; espagnole; espanol; espanola|Espana; Reino de Espana; AECID
EST|Estonian; estonien; estonienne; estonio; estonia|Eesti; Eesti Vabariik; Valisministeerium
ETH|Ethiopian; ethiopien; ethiopienne; etiope|Ityop
FIN|Finnish; finlandais; finlandaise; finlandes; finlandesa
FIN||Suomi; Suomen; Ulkoministerio; Valtiokonttori; Suomen Tasavalta
FJI|Fijian; fidjien; fidjienne; fiyiano|Viti; Reserve Bank of Fiji
FRA|French; francais; francaise; frances; francesa
FRA||Republique Francaise; Direction Generale du Tresor Paris; Banque de France; DRFIP; DGFIP
FSM|Micronesian; micronesien|Micronesia; Federated States of Micronesia; FSM
GAB|Gabonese; gabonais; gabonaise; gabones|Republique Gabonaise
GBR|British; britannique; britanico; britanica
GBR||Britain; Great Britain; UK; U K; Royaume Uni; Grande Bretagne; HM Treasury; Foreign and Commonwealth Office; FCO
GBR||FCDO; Foreign Commonwealth and Development Office; England
GEO|Georgian; georgien; georgienne; georgiano|Sakartvelo
GHA|Ghanaian; ghaneen; ghaneenne; ghanes|Bank of Ghana
GIN|guineen conakry|Guinea Conakry; Guinee Conakry; Republique de Guinee; Conakry
GMB|Gambian; gambien; gambienne; gambiano
GNB|Bissau Guinean; bissau guineen|Guine Bissau; Guinee Bissau; Guinea Bissau; Bissau
GNQ|Equatorial Guinean; equatoguineen; ecuatoguineano|Guinea Ecuatorial; Guinee Equatoriale; Malabo
GRC|Greek; grec; grecque; griego; griega|Hellas; Ellada; Hellenic Republic; Elliniki Dimokratia; Hellenic
GRD|Grenadian; grenadien
GTM|Guatemalan; guatemalteque; guatemalteco; guatemalteca
GUY|Guyanese; guyanais; guyanaise; guyanes|Bank of Guyana; Co operative Republic of Guyana
HND|Honduran; hondurien; hondurienne; hondureno; hondurena|Banco Central de Honduras
HRV|Croatian; croate; croata|Hrvatska; Hrvatske; Republika Hrvatska; Republike Hrvatske
HTI|Haitian; haitien; haitienne; haitiano; haitiana|Ayiti; Haiti
HUN|Hungarian; hongrois; hongroise; hungaro; hungara|Magyarorszag; Magyar; Magyar Allamkincstar
IDN|Indonesian; indonesien; indonesienne; indonesio|Republik Indonesia; Bank Indonesia
IND|Indian; indien; indienne|Bharat; Government of India; Reserve Bank of India
IRL|Irish; irlandais; irlandaise; irlandes; irlandesa|Eire; Republic of Ireland; Irish Aid; Na hEireann
IRN|Iranian; iranien; iranienne; irani|Iran; Islamic Republic of Iran
IRQ|Iraqi; irakien; irakienne; iraqui|Irak; Republic of Iraq; Central Bank of Iraq
ISL|Icelandic; islandais; islandaise; islandes; islandesa|Utanrikisraduneytid
ISR|Israeli; israelien; israelienne|Medinat Yisrael; State of Israel
ITA|Italian; italien; italienne; italiano; italiana|Italia; Repubblica Italiana; MAECI; Ministero degli Affari Esteri
JAM|Jamaican; jamaicain; jamaiquino|Bank of Jamaica
JOR|Jordanian; jordanien; jordanienne; jordano|Jordanie; Hashemite Kingdom of Jordan; Al Urdun
JPN|Japanese; japonais; japonaise; japones; japonesa|Nippon; Nihon; Bank of Japan; Gaimusho
KAZ|Kazakh; kazakhstanais; kazajo|Qazaqstan
KEN|Kenyan; kenyane; keniano; keniana
KGZ|Kyrgyz; kirghize; kirguis|Kyrgyz Republic; Kirghizistan
KHM|Cambodian; cambodgien; cambodgienne; camboyano|Kampuchea; Cambodge
KIR|I Kiribati|Kiribati
KNA|Kittitian|St Kitts and Nevis; St Kitts; Saint Kitts; St Kitts Nevis; Saint Christophe et Nieves
KOR|South Korean; sud coreen; sudcoreano; surcoreano
KOR||South Korea; Republic of Korea; ROK; Coree du Sud; Corea del Sur; Daehan Minguk
KWT|Kuwaiti; koweitien; koweitienne|State of Kuwait; Koweit
LAO|Laotian; laotien; laotienne; laosiano|Lao; Laos; Lao PDR; RDP Lao; Rep Dem Pop Lao; LPDR
LBN|Lebanese; libanais; libanaise; libanes; libanesa|Liban; Lubnan; Banque du Liban
LBR|Liberian; liberien; liberienne; liberiano
LBY|Libyan; libyen; libyenne; libio|State of Libya
LCA|Saint Lucian; saint lucien|St Lucia; Ste Lucie; Sainte Lucie
LIE|Liechtensteiner; liechtensteinois|Fuerstentum Liechtenstein; Fuerstentums Liechtenstein; Landeskasse
LKA|Sri Lankan; sri lankais; srilankais; ceilanes|Ceylon; Central Bank of Sri Lanka
LSO|Basotho; Mosotho; lesothan|Kingdom of Lesotho; Central Bank of Lesotho
LTU|Lithuanian; lituanien; lituanienne; lituano; lituana|Lietuva; Lietuvos; Lietuvos Respublika; Lietuvos Respublikos
LUX|Luxembourgish; luxembourgeois; luxembourgeoise; luxemburgues
LUX||Luxemburg; Letzebuerg; Grand Duche; Grand Duche de Luxembourg
LVA|Latvian; letton; lettone; leton|Latvija; Latvijas; Latvijas Republika; Latvijas Republikas
MAR|Moroccan; marocain; marocaine; marroqui|Maroc; Al Maghrib; Bank Al Maghrib; Royaume du Maroc
MCO|Monegasque; monegasco; monegasca|Principaute de Monaco; Monaco
MDA|Moldovan; moldave; moldavo; moldava|Moldova; Republica Moldova; Moldavie; Republicii Moldova
MDG|Malagasy; malgache|Madagasikara; Madagascar
MDV|Maldivian; maldivien; maldivo|Maldives; Divehi
MEX|Mexican; mexicain; mexicaine; mexicano; mexicana|Mexico; Estados Unidos Mexicanos
MHL|Marshallese; marshallais|Marshall Islands; Marshall Is
MKD|Macedonian; macedonien; macedonienne; macedonio
MKD||Macedonia; Makedonija; Makedonije; FYROM; FYR Macedonia; TFYR Macedonia; North Macedonia; Severna Makedonija
MLI|Malian; malien; malienne; maliense|Republique du Mali
MLT|Maltese; maltais; maltaise; maltes; maltesa|Republic of Malta; Central Bank of Malta
MMR|Burmese; birman; birmane; birmano|Burma; Birmanie
MNE|Montenegrin; montenegrino|Crna Gora; Crne Gore
MNG|Mongolian; mongol; mongole; mongola|Mongol Uls
MOZ|Mozambican; mozambicain; mozambicaine; mozambiqueno|Mocambique; Republica de Mocambique; Banco de Mocambique
MRT|Mauritanian; mauritanien; mauritanienne; mauritano|Mauritanie; Muritaniya
MUS|Mauritian; mauricien; mauricienne; mauriciano|Maurice; Ile Maurice; Bank of Mauritius
MWI|Malawian; malawien; malawienne; malaui|Reserve Bank of Malawi
MYS|Malaysian; malaisien; malaisienne; malasio|Bank Negara Malaysia; Wisma Putra
NAM|Namibian; namibien; namibienne; namibio|Bank of Namibia
NER|Nigerois|Republique du Niger; Rep du Niger; Niamey
NGA|Nigerian; nigeriane; nigeriano|Central Bank of Nigeria; Abuja
NIC|Nicaraguan; nicaraguayen; nicaraguayenne; nicaragueense; nicaraguense
NLD|Dutch; neerlandais; neerlandaise; neerlandes; hollandais; holandes
NLD||Nederland; Nederlanden; Koninkrijk der Nederlanden; Holland; Hollande; Pays Bas; Paises Bajos
NOR|Norwegian; norvegien; norvegienne; noruego; noruega
NOR||Norge; Noreg; Utenriksdepartementet; Kongeriket Norge; Norges Bank
NPL|Nepalese; Nepali; nepalais; nepales|Nepal Rastra Bank
NRU|Nauruan; nauruane
NZL|New Zealander; neozelandais; neo zelandais; neozelandes; neozelandesa|Aotearoa; NZ; MFAT
OMN|Omani; omanais|Sultanate of Oman
PAK|Pakistani; pakistanais; pakistanaise; paquistani|State Bank of Pakistan
PAN|Panamanian; panameen; panameenne; panameno; panamena
PER|Peruvian; peruvien; peruvienne; peruano; peruana
PHL|Filipino; Philippine; philippin; filipina|Pilipinas; Bangko Sentral
PLW|Palauan|Palau; Belau
PNG|Papua New Guinean; papouasien|PNG; Papua New Guinea; Papouasie
POL|Polish; polonais; polonaise; polaco; polaca
POL||Polska; Polski; Rzeczpospolita Polska; Narodowy Bank Polski; Ministerstwo Spraw Zagranicznych
PRK|North Korean; nord coreen; norcoreano|North Korea; DPRK; DPR Korea; Coree du Nord; RPDC
PRT|Portuguese; portugais; portugaise; portugues; portuguesa|Republica Portuguesa; Agencia de Gestao da Tesouraria; IGCP
PRY|Paraguayan; paraguayen; paraguayenne; paraguayo; paraguaya
PSE|Palestinian; palestinien; palestinienne; palestino; palestina
PSE||Palestine; State of Palestine; Palestinian Authority; Filastin
QAT|Qatari; qatarien; catari|State of Qatar
ROU|Romanian; roumain; roumaine; rumano; rumana|Romania; Romaniei
RUS|Russian; russe; ruso; rusa|Russia; Rossiya; Russian Federation
RWA|Rwandan; rwandais; rwandaise; ruandes|Rwanda; National Bank of Rwanda
SAU|Saudi; saoudien; saoudienne|Saudi Arabia; KSA
SDN|soudanais; soudanaise; sudanes|Khartoum
SEN|Senegalese; senegalais; senegalaise; senegales|Republique du Senegal
SGP|Singaporean; singapourien; singapurense|Singapura
SLB|Solomon Islander; salomonais|Solomon Islands; Solomon Is
SLE|Sierra Leonean; sierra leonais; sierraleones|Bank of Sierra Leone
SLV|Salvadoran; Salvadorean; salvadorien; salvadorienne; salvadoreno
SMR|Sammarinese; saint marinais; sanmarinense|San Marino; Repubblica di San Marino
SOM|Somali; somalien; somalo|Soomaaliya
SRB|Serbian; serbe; serbio; serbia|Srbija; Srbije; Republika Srbija
SSD|South Sudanese; sud soudanais; sursudanes|Juba; Southern Sudan
STP|Sao Tomean; santomeen; santotomense|Sao Tome; Sao Tome e Principe
SUR|Surinamese; surinamais; surinames
SVK|Slovak; slovaque; eslovaco; eslovaca|Slovenska Republika; Slovenskej Republiky; Slovensko
SVN|Slovenian; Slovene; esloveno; eslovena|Slovenija; Republika Slovenija; Republike Slovenije
SWE|Swedish; suedois; suedoise; sueco; sueca
SWE||Sverige; Sveriges; Regeringskansliet; Riksgalden; Riksgaelden; Utrikesdepartementet; Konungariket Sverige
SWZ|Swazi; swazie; suazi|Eswatini; Kingdom of Eswatini; Kingdom of Swaziland
SYC|Seychellois; seychelloise; seychellense|Seychelles
SYR|Syrian; syrien; syrienne; sirio|Syria; Suriya
TCD|Chadian; tchadien; tchadienne; chadiano|Tchad; Republique du Tchad
TGO|Togolese; togolais; togolaise; togoles|Republique Togolaise
THA|Thai; thailandais; thailandaise; tailandes|Prathet Thai; Bank of Thailand
TJK|Tajik; tadjik; tayiko|Tojikiston
TKM|Turkmen; turkmene; turcomano|Turkmenistan
TLS|Timorese; timorais; timorense|East Timor; Timor Leste; Timor Oriental
TON|Tongan; tonguien; tongano|Kingdom of Tonga
TTO|Trinidadian; trinidadien|Trinidad; Trinidad Tobago; Trinidad and Tobago
TUN|Tunisian; tunisien; tunisienne; tunecino; tunecina|Tunisie; Republique Tunisienne; Banque Centrale de Tunisie
TUR|Turkish; turc; turque; turco; turca|Turkiye; Turkey; Turkiye Cumhuriyeti; TC Disisleri; Disisleri Bakanligi
TUV|Tuvaluan; tuvaluane
TZA|Tanzanian; tanzanien; tanzanienne; tanzano|Tanzania; United Republic of Tanzania; Bank of Tanzania
UGA|Ugandan; ougandais; ougandaise; ugandes|Bank of Uganda
UKR|Ukrainian; ukrainien; ukrainienne; ucraniano; ucraniana|Ukraina
URY|Uruguayan; uruguayen; uruguayenne; uruguayo; uruguaya|Republica Oriental del Uruguay
USA|American; americain; americaine; estadounidense
USA||USA; US Department of State; US Treasury; United States Treasury; United States
UZB|Uzbek; ouzbek; uzbeko|Ozbekiston
VAT|Vatican; vaticano; vaticana
VAT||Holy See; Santa Sede; Saint Siege; Apostolic Nunciature; Nonciature Apostolique; Nunciatura Apostolica
VCT|Vincentian|St Vincent; St Vincent and the Grenadines; Saint Vincent
VEN|Venezuelan; venezuelien; venezuelienne; venezolano; venezolana|Venezuela; Republica Bolivariana de Venezuela
VNM|Vietnamese; vietnamien; vietnamienne; vietnamita|Vietnam; Viet Nam; SR Vietnam
VUT|Vanuatuan; ni Vanuatu; vanuatais
WSM|Samoan; samoane; samoano|Western Samoa; Samoa I Sisifo
YEM|Yemeni; yemenite|Al Yaman
ZAF|South African; sud africain; sud africaine; sudafricano; sudafricana
ZAF||Suid Afrika; RSA; DIRCO; South African Reserve Bank; Department of International Relations and Cooperation
ZMB|Zambian; zambien; zambienne; zambiano|Zambie; Bank of Zambia
ZWE|Zimbabwean; zimbabween; zimbabueense|Reserve Bank of Zimbabwe
"""


def _read() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in filter(None, _TABLE.splitlines()):
        state, *columns = line.split("|")
        words = tuple(word.strip() for column in columns for word in column.split(";") if word.strip())
        found[state] = found.get(state, ()) + words
    return found


STATE_WORDS: Mapping[str, tuple[str, ...]] = _read()
