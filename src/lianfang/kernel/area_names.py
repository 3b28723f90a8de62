"""How areas are called: short forms people write, and English names of provinces and of Beijing's districts."""

import re

PLACEHOLDERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})

# Short forms that no rule makes.
NICKNAMES = {
    "1525": ("锡盟",),
    "6527": ("博州",),
    "6528": ("巴州",),
    "6530": ("克州",),
    "15": ("内蒙",),
}

SUFFIXES = (
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "林区",
    "特区",
    "新区",
    "省",
    "市",
    "区",
    "县",
    "旗",
    "盟",
)
PEOPLES = (
    "蒙古族|蒙古|回族|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族|哈萨克|傣族|黎族|傈僳族|佤族|"
    "畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯|普米族|塔吉克|怒族|"
    "保安族|裕固族|独龙族|各族"
)
WITH_PEOPLES = re.compile(rf"(?P<core>.{{2,}}?)(?:{PEOPLES})+")

ENGLISH = {
    "11": "Beijing",
    "12": "Tianjin",
    "13": "Hebei",
    "14": "Shanxi",
    "15": "Inner Mongolia",
    "21": "Liaoning",
    "22": "Jilin",
    "23": "Heilongjiang",
    "31": "Shanghai",
    "32": "Jiangsu",
    "33": "Zhejiang",
    "34": "Anhui",
    "35": "Fujian",
    "36": "Jiangxi",
    "37": "Shandong",
    "41": "Henan",
    "42": "Hubei",
    "43": "Hunan",
    "44": "Guangdong",
    "45": "Guangxi",
    "46": "Hainan",
    "50": "Chongqing",
    "51": "Sichuan",
    "52": "Guizhou",
    "53": "Yunnan",
    "54": "Xizang (Tibet)",
    "61": "Shaanxi",
    "62": "Gansu",
    "63": "Qinghai",
    "64": "Ningxia",
    "65": "Xinjiang",
    "71": "Taiwan",
    "81": "Hong Kong",
    "82": "Macao",
    "110101": "Dongcheng District",
    "110102": "Xicheng District",
    "110105": "Chaoyang District",
    "110106": "Fengtai District",
    "110107": "Shijingshan District",
    "110108": "Haidian District",
    "110109": "Mentougou District",
    "110111": "Fangshan District",
    "110112": "Tongzhou District",
    "110113": "Shunyi District",
    "110114": "Changping District",
    "110115": "Daxing District",
    "110116": "Huairou District",
    "110117": "Pinggu District",
    "110118": "Miyun District",
    "110119": "Yanqing District",
}


def split_suffix(name: str) -> tuple[str, str]:
    """A name as its stem and the kind of area it ends with: 江宁区 → 江宁, 区. The kind is empty when there is none."""
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix):
            return name.removesuffix(suffix), suffix
    return name, ""


def core(name: str) -> str:
    """A name without its kind and the peoples it names: 德宏傣族景颇族自治州 → 德宏."""
    stem, _ = split_suffix(name)
    match = WITH_PEOPLES.fullmatch(stem)
    return match["core"] if match else stem


def typed_names(code: str, name: str) -> frozenset[str]:
    """Ways to write the name that still say what kind of area it is: 德宏州, 德宏自治州, 关岭县."""
    _, suffix = split_suffix(name)
    kinds = {suffix}
    if suffix.startswith("自治"):
        kinds |= {suffix[-1], suffix}
    short = {core(name) + kind for kind in kinds if kind and len(core(name)) > 1}
    return frozenset({name, *short, *NICKNAMES.get(code, ())})
