"""What the sample zone's committee says and decides, English and Chinese side by side. All of it is invented."""

from dataclasses import dataclass

from anwei.demo.words import Pair


@dataclass(frozen=True)
class Decision:
    """A resolution: its words, what shows that it is done, who leads, who helps ("streets": all four)."""

    text: Pair
    measure: Pair
    lead: str
    helpers: tuple[str, ...]
    days: int


# By quarter of the year: what is pressing then.
# fmt: off
DECISIONS: dict[int, tuple[Decision, ...]] = {
    1: (
        Decision(Pair("Check every site before work is taken up again after the Spring Festival.", "春节后复工复产前，逐一开展安全条件核查。"), Pair("Every site that reopens has its check on file.", "复工单位核查台账齐全。"), "emergency", ("housing", "streets"), 40),
        Decision(Pair("Keep watch over forests and graveyards during the dry weeks of spring.", "落实春季森林防火和集中祭扫期间的值守。"), Pair("A duty roster per street; no fire left unreported.", "街道值班表齐备，无迟报漏报。"), "fire", ("streets",), 45),
        Decision(Pair("Hand in the list of duties of every member unit for the new year.", "各成员单位报送年度安全生产责任清单。"), Pair("The list of each unit is signed by its head.", "责任清单由主要负责人签字。"), "emergency", ("housing", "transport", "urban"), 30),
    ),
    2: (
        Decision(Pair("Screen all users of bottled gas in eating places before the flood season.", "汛期前完成餐饮场所瓶装液化气用户全覆盖排查。"), Pair("Every user on the list was visited once; what was found is in the register.", "清单内用户逐户排查，问题全部录入台账。"), "urban", ("market", "streets"), 45),
        Decision(Pair("Hold the safety production month with one open day in every street.", "开展安全生产月活动，每个街道至少举办一次公众开放日。"), Pair("Four open days, each with a short report.", "四次开放日均有简要总结。"), "emergency", ("streets",), 40),
        Decision(Pair("Make deep excavations and tower cranes safe before the rains.", "雨季来临前完成深基坑、塔式起重机专项整治。"), Pair("Each site has been inspected; no major hazard is without a plan.", "在建工地全部检查，重大隐患均有治理方案。"), "housing", ("streets",), 50),
    ),
    3: (
        Decision(Pair("Inspect dust and confined-space enterprises during the heat.", "高温期间开展涉粉尘、有限空间企业专项检查。"), Pair("All enterprises on the list were inspected by two officers.", "清单企业均由两名执法人员检查。"), "emergency", ("industry", "streets"), 45),
        Decision(Pair("Check coaches and freight firms before the autumn travel weeks.", "秋季出行高峰前完成客货运企业检查。"), Pair("Vehicles without a valid check are off the road.", "未经检验车辆停运。"), "transport", ("traffic",), 40),
        Decision(Pair("Clear the electric bicycles out of stairwells.", "清理楼道内停放充电的电动自行车。"), Pair("Spot checks in ten estates find none.", "抽查十个小区未再发现。"), "fire", ("housing", "streets"), 50),
    ),
    4: (
        Decision(Pair("Begin the winter and spring fire campaign in markets, hotels and rented houses.", "启动今冬明春火灾防控，聚焦市场、宾馆和出租房屋。"), Pair("Every place on the list was screened; locked exits are open.", "清单场所全部排查，锁闭出口全部打通。"), "fire", ("commerce", "culture", "streets"), 50),
        Decision(Pair("Screen gas users in the old town and shut off what leaks.", "开展老城区燃气用户排查，泄漏隐患立即停气整改。"), Pair("All users on the list were visited; leaks found were closed.", "清单用户全覆盖，泄漏问题闭环。"), "urban", ("streets",), 45),
        Decision(Pair("Take the stock of hazardous chemicals below the winter limit.", "落实冬季危险化学品储存限量要求。"), Pair("Stock reports of all storage sites are in.", "储存单位限量报告齐全。"), "emergency", ("transport",), 40),
    ),
}
POINTS: tuple[Pair, ...] = (
    Pair("The meeting conveyed the spirit of the provincial committee's plenary meeting.", "会议传达了省安委会全体会议精神。"),
    Pair("The Emergency Management Bureau reported on the work of the quarter and on the hazards that are overdue.", "应急管理局汇报了本季度安全生产工作及逾期隐患情况。"),
    Pair("The Fire and Rescue Brigade reported on fires and on the state of the key places.", "消防救援大队汇报了火灾形势和重点场所情况。"),
    Pair("The meeting judged the situation: results were reached, the situation is not yet at ease.", "会议研判了当前形势：工作取得一定成效，但形势依然不容乐观。"),
    Pair("The meeting asked all units to find hazards early, to put them right in time and to prove it.", "会议要求各单位早排查、早整改，并以佐证说明成效。"),
)
# The agenda of a plenary: kind, title, minutes, who presents ("" : the chair), and which points of the minutes stand under it.
AGENDA: tuple[tuple[str, Pair, int, str, tuple[int, ...]], ...] = (
    ("directive", Pair("The spirit of the provincial committee's plenary meeting", "传达省安委会全体会议精神"), 15, "emergency", (0,)),
    ("report", Pair("Report on work safety in the quarter", "通报本季度安全生产工作情况"), 20, "emergency", (1,)),
    ("report", Pair("Report on fire protection in the quarter", "通报本季度消防工作情况"), 15, "fire", (2,)),
    ("situation", Pair("The situation and the weak links", "研判安全形势和薄弱环节"), 20, "emergency", (3,)),
    ("deploy", Pair("Tasks of the next quarter", "部署下一阶段重点工作"), 30, "", (4,)),
)
# Papers from above that are read in: the first was confirmed, the second waits for the clerk.
DIRECTIVE = Pair(
    """Notice on fire prevention in the heating season
Document number: PSC 2025-12
Issued by: Office of the Provincial Safety Committee
To all districts:
1. The Fire and Rescue Brigade shall check the boilers and electric heaters of hotels and schools before the season begins.
2. All streets shall draw up a list of people who heat with coal and live alone.
3. Each unit should keep a person on duty at night while the cold lasts.""",
    """关于做好采暖季消防安全工作的通知
省安委办〔2025〕12号
各县（市、区）、开发区安委会：
一、消防救援大队要在采暖季开始前对宾馆、学校的锅炉和电采暖设备进行检查。
二、各街道要建立燃煤取暖独居人员台账。
三、各单位应落实低温期间夜间值班制度。""",
)
DIRECTIVE_ISSUER = Pair("Office of the Provincial Safety Committee", "省安委会办公室")
DIRECTIVE_TITLES = (
    Pair("Check boilers and electric heaters of hotels and schools", "检查宾馆、学校的锅炉和电采暖设备"),
    Pair("List people who heat with coal and live alone", "建立燃煤取暖独居人员台账"),
)
WAITING = Pair(
    """Notice on a check of gas users in restaurants
Document number: MSC 2025-31
Issued by: Office of the Municipal Safety Committee
1. All departments and units shall see to it that restaurants change rubber hoses for metal ones.
2. All streets and relevant departments should visit every restaurant that uses bottled gas within 30 days.
3. Do not let anyone treat this as going through the motions, and guard against a wait-and-see attitude.""",
    """关于开展餐饮场所燃气安全检查的通知
市安委办〔2025〕31号
一、各部门各单位要督促餐饮场所将胶管更换为金属软管。
二、各街道、各有关部门要在30日内走访全部瓶装液化气餐饮用户。
三、要防止走过场，克服等待观望思想。""",
)
PAPER_NAMES = Pair("notice.txt", "通知.txt")
# What comes back every month.
MONTHLY = Pair("Report the hazards found, put right and overdue in the month", "报送当月隐患排查、整改及逾期情况")
MONTHLY_MEASURE = Pair("The report names every hazard that is overdue, and why.", "报告逐条列明逾期隐患及原因。")
DONE: tuple[Pair, ...] = (
    Pair("Done as asked. The list with dates and findings is attached to the unit's file.", "已按要求完成，附清单、日期及问题明细。"),
    Pair("All places on the list were visited; findings were registered and handed to the departments concerned.", "清单场所已全部走访，问题已登记并移交相关部门。"),
    Pair("Finished. Two places were closed for good and were taken off the list.", "已完成，其中两处已停业并移出清单。"),
)
PROGRESS: tuple[Pair, ...] = (
    Pair("About half of the list is done; the rest follows next week.", "已完成约一半，其余下周完成。"),
    Pair("The list was drawn up and handed to the communities.", "已制定清单并下发社区。"),
)
MISSING: tuple[Pair, ...] = (
    Pair("The list of places is missing; say which were visited and when.", "缺少场所清单，请注明走访对象和时间。"),
    Pair("The answer does not say what became of the hazards found.", "未说明所发现隐患的整改情况。"),
)
LATE: tuple[Pair, ...] = (
    Pair("Two officers were seconded to the flood watch.", "两名工作人员抽调参加防汛值守。"),
    Pair("The list of users came late from the supplier.", "供气企业提供用户清单较晚。"),
)
ABSENT = Pair("On duty outside the zone.", "因公外出。")
PLACE = Pair("Meeting room 301", "管委会三楼会议室")
CONCLUDED = Pair("All units have answered with proof; the measure of done is reached.", "各单位均已反馈并佐证，完成标准达成。")
CHAIR_POST = Pair("Director of the management committee", "管委会主任")
DEPUTY_POST = Pair("Deputy director of the management committee", "管委会副主任")
LIAISON_POST = Pair("Liaison officer", "联络员")
PREFIXES = {"committee": Pair("QL-SC", "青安委决"), "joint": Pair("QL-FJ", "青消联决"), "office": Pair("QL-SO", "青安办决")}
SPECIAL = Pair("Winter fire prevention in rented houses.", "冬季出租房屋火灾防控专题。")
# fmt: on
