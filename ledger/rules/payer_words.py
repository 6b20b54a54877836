"""Words on bank lines that must make a person look: other treaties, what is no contribution, persons, false names.

Apart because they are tables that grow with what banks and payers write. All are folded: small letters, no accents.
"""

from collections.abc import Iterable

Tokens = tuple[str, ...]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[Tokens]:
    return frozenset(tuple(phrase.split()) for phrase in " ".join(text.split()).split("; "))


OTHER_TREATIES = _phrases("""
    undp; pnud; unmas; unicef; unesco; unep; unido; wfp; fao; iaea; aiea; undrr; unfpa; who geneva; oms; cmc;
    coalition; icbl; mines; minas; minen; small arms; kleinwaffen; armes legeres; armas pequenas; apmbc; mine ban;
    anti personnel; antipersonnel; antipersonal; antipersonales; antipersonenminen; ottawa convention; ottawa
    treaty; convention d ottawa; convencion de ottawa; landmine; landmines; mines terrestres; minas terrestres; ccw;
    ccac; ccwc; conventional weapons; armes classiques; armas convencionales; bwc; btwc; ciab; cab; biological
    weapons; armes biologiques; armas biologicas; att; tca; arms trade; commerce des armes; comercio de armas; npt;
    tnp; non proliferation; ctbt; ctbto; ptce; otice; cwc; ciac; opcw; oiac; opaq; chemical weapons; armes
    chimiques; armas quimicas; tpnw; tian; nuclear weapons; gichd; cidhg; unoda; unidir; icrc; cicr; ramsar; cites;
    basel convention; convention de bale; stockholm convention; rotterdam convention; minamata; unfccc; unccd; cbd;
    ozone; montreal protocol; wipo; ompi; ilo; oit; itu; uit; upu; wto; omc; unhcr; hcr; ohchr; upov; ipu; iom; oim;
    unctad; wmo; regular budget; peacekeeping; programme of action; salw
""")
NO_CONTRIBUTIONS = _phrases("""
    refund; refunded; reimbursement; reimbursed; remboursement; reembolso; rueckerstattung; ruckerstattung; erstattung;
    rueckzahlung; ruckzahlung; devolucion; restitution; sponsorship; sponsored; sponsoring; parrainage; patrocinio;
    travel; voyage; viaje; reise; hotel; per diem; dsa; airfare; flight; ticket; tickets; interest; interets; interet;
    intereses; zins; zinsen; habenzins; salary; salaries; salaire; lohn; gehalt; vat; tva; mwst; rent; loyer; miete;
    returned; return of funds; retour; insurance; assurance; versicherung; credit note; avoir; note de credit;
    gutschrift gebuehren; internal transfer; own account; uebertrag; ubertrag; virement interne; storno; annulation;
    correction; workshop; registration fee; conference fee; overpaid invoice; ueberzahlung; deposit return; donation
""")
# What says that money is for the convention: without such a word, a year or a line's name in a text decides nothing.
CONTRIBUTIONS = _phrases("""
    ccm; cluster; munitions; municiones; racimo; streumunition; contribution; contributions; contribucion;
    contribuciones; cuota; cuotas; aporte; aportes; beitrag; beitraege; mitgliedsbeitrag; pflichtbeitrag; contributo;
    contributi; contribuicao; quota; cotisation; bidrag; tagdij; jasenmaksu; skladka; prispevek; assessed; assessment;
    dues; voluntary; volontaire; voluntaria; voluntario; freiwillig; freiwilliger; line; ligne; linea; linie; budget
""")
# What says that money is a gift: without a line's name nobody knows to which.
VOLUNTARY = _phrases("""
    voluntary; volontaire; volontaires; voluntaria; voluntario; voluntarias; freiwillig; freiwillige; freiwilliger;
    frivillig; frivilligt; vrijwillig; vrijwillige; gift; don; spende; extrabudgetary; earmarked; pledge
""")
PERSONS_TITLES = _words("mr mrs ms dr prof mme mlle monsieur madame herr frau sra senor senora")
PERSONS_NAMES = _words(
    "jordan chad israel georgia kenya india ireland france holland german mali dominica cuba brazil cyprus"
)
OFFICES = _words("""
    ministry ministere ministerio ministerium ministero ministerie ministerstvo ministarstvo ministerul ministria
    department departement departamento embassy ambassade embajada embaixada botschaft ambasciata mission mision missao
    permanent permanente government gouvernement gobierno governo govt gov treasury tresor tesoreria tesouro tresorerie
    bank banque banco banca reserve republic republique republica republik kingdom royaume reino state etat estado
    secretaria secretariat accountant receiver general office federal national nationale nacional consulate consulat
    consulado convention contribution contribucion cuota ccm munitions municiones principality commonwealth union
    agency agence agencia foundation bureau commission council
""")
# Who pays for several States: its account teaches nothing.
AGENTS = _phrases("""
    united nations development programme; undp; pnud; unops; united nations office; unog; onu; crown agents;
    agents bank; world bank; western union; paypal; wise; transferwise; deutsche bank; credit suisse; ubs; citibank;
    jpmorgan; jp morgan; hsbc; barclays; standard chartered; bnp paribas; societe generale; santander; bank of america;
    banque des etats de l afrique centrale; beac; bceao; banque centrale des etats de l afrique de l ouest;
    eastern caribbean central bank; eccb
""")
BEHALF = _phrases("""
    on behalf of; behalf of; for account of; for the account of; pour le compte de; pour compte de; por cuenta de;
    en nombre de; im auftrag; im namen
""")
ON_BEHALF = _phrases("""
    on behalf of; behalf of; for account of; for the account of; for and on behalf of;
    pour le compte de; pour compte de; au nom de; por cuenta de; en nombre de; im auftrag; im namen; o b o; obo; b o;
    for; pour; por; fuer; fur
""")
# What looks like a State and is none: banks, currencies, carriers, and where the office and the missions sit.
NO_STATES = _phrases("""
    credit suisse; bank of america; deutsche bank; swiss franc; swiss francs; franc suisse; francs suisses;
    franco suizo; francos suizos; schweizer franken; us dollar; us dollars; air france; british airways; swiss air;
    austrian airlines; swiss international air lines; swiss life; swiss post; la poste suisse; banque nationale suisse;
    swiss national bank; schweizerische nationalbank; raiffeisen schweiz; credit suisse schweiz; ubs switzerland;
    ubs suisse; bank of china; royal bank of scotland; deutsche bundespost; deutsche post; northern ireland;
    new mexico; latin america; south america; north america; central america; bank of ireland; swiss bank;
    french version; english version; spanish version; version francaise; version espanola; in english; in french;
    in spanish; en francais; en espanol; french polynesia; british virgin islands; american samoa; south georgia;
    georgia usa; atlanta georgia; georgia atlanta; indian ocean; american express; english text;
    central african states; inter american; latin american; pan american; south american; african development bank
""")
_PLACES = (
    "geneva; geneve; genf; ginebra; ginevra; genebra; bern; berne; berna; new york; ny; washington; washington dc;"
    " zurich; zuerich; lausanne; in; en; zu"
)
_HOSTS = (
    "switzerland; suisse; suiza; schweiz; svizzera; suica; usa; us; united states; united states of america;"
    " etats unis; estados unidos"
)


def _places_of_hosts(places: Iterable[Tokens], hosts: Iterable[Tokens]) -> frozenset[Tokens]:
    """Give every place before its country, as in an address: no country's name there says who pays."""
    return frozenset(place + host for place in places for host in hosts)


NO_STATES |= _places_of_hosts(_phrases(_PLACES), _phrases(_HOSTS))


def found(tokens: Tokens, phrases: frozenset[Tokens]) -> str:
    """Give the first of the phrases that stands in a text as whole words, or nothing.

    >>> found(("apmbc", "contribution"), OTHER_TREATIES), found(("attache",), OTHER_TREATIES)
    ('apmbc', '')
    """
    longest = max(map(len, phrases))
    for start in range(len(tokens)):
        for length in range(1, longest + 1):
            if tokens[start : start + length] in phrases:
                return " ".join(tokens[start : start + length])
    return ""
