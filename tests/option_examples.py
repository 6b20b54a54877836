"""An example for each option that no other example shows; run by a test, printed in the reference."""

OPTION_EXAMPLES: dict[str, tuple[str, ...]] = {
    "isu addresses check": ("isu addresses check --months 12",),
    "isu aliases add": (
        'isu aliases add CH9300762011623852957 CHE --payer "Swiss Mission" --why "its letter of 3 May"',
    ),
    "isu assess revise": (
        'isu assess revise 2017 --line 7a=199820.00 --scale 2016-2018 --decision "7MSP, paragraph 42" --on 2017-01-26',
    ),
    "isu bank import": (
        "isu bank import inbox --each-statement",
        "isu bank import inbox --same-lines",
        "isu bank map list.xlsx --keep",
        "isu bank import list.xlsx --without-balances --account CH6008990000201600001 --dry-run",
    ),
    "isu bank map": ("isu bank map list.xlsx --account CH6008990000201600001 --currency CHF --keep",),
    "isu budget set": ("isu budget set 2018 --line 7a=189820.00 --joining days --leaving full_year --decision 7MSP",),
    "isu check": ("isu check --head 30-f7157b885545   # refused",),
    "isu close": ('isu close 2016-12 --difference-because "a fee that the bank gives back"',),
    "isu init": (
        'isu --ledger training.sqlite init --notice "for training" --yes',
        'isu --ledger own.sqlite init --name "ISU-CCM" --convention "Convention on Cluster Munitions" --language en',
        'isu --ledger banked.sqlite init --iban CH6008990000201600001 --holder ISU-CCM --bank UBS --street "Rue 1"',
        "isu --ledger placed.sqlite init --postcode 1202 --city Geneva --country CH --inbox inbox --papers months",
        "isu --ledger tables.sqlite init --states papers/states.csv --scale shipped --budget papers/budgets.csv",
        "isu --ledger scaled.sqlite init --states shipped --scale papers/scale_2016_2018.csv --scale-period 2016-2018",
    ),
    "isu letters preview": (
        "isu letters preview --as-of 2017-01-27 --formal",
        "isu letters preview --as-of 2017-01-27 --purpose plan --first 2017-03-31 --instalments 4 --every 3",
    ),
    "isu letters write": ("isu letters write --as-of 2017-01-27 --into old --state CIV --yes 1 --old-data",),
    "isu plan add": (
        "isu plan add CIV --instalment 2017-03-31=60.00 --instalment 2017-06-30=65.02 --on 2017-02-10 --words told",
    ),
    "isu report movement": (
        "isu report movement --from 2017-01-01 --to 2017-01-27 --known-from 2017-01-04 --known-to 2017-01-27",
    ),
    "isu report status": ("isu report status --as-of 2017-01-27 --year 2016",),
    "isu report year-end": ("isu report year-end 2016 --provision 1=25,2=100",),
    "isu review": ("isu review --receipt R45   # q",),
    "isu review import": ("isu review import decisions.xlsx --each-row",),
    "isu scale apportion": (
        "isu scale apportion papers/scale_2016_2018.csv --amount 282660.00 --unit 1 --mode half-up --residue spread",
        "isu scale apportion papers/scale_2016_2018.csv --amount 282660.00 --key-decimals 3 --floor 100 --fix USA=22",
        "isu scale apportion papers/scale_2016_2018.csv --amount 282660.00 --equal --share-decimals 2",
    ),
    "isu scale import": (
        "isu scale import papers/scale_2016_2018.csv --period 2016-2018 --name corrected --replaces 2016-2018",
    ),
}
NOT_SHOWN = {
    "--again": "`isu demo --again` makes the sample office of these tests again",
    "--opening": "for a ledger without years; tests/commands/test_first_use.py gives it",
    "--opening-on": "for a ledger without years; tests/commands/test_first_use.py gives it",
}
