"""The words of the sample zone, English and Chinese side by side. Every name is invented."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pair:
    """One text in both languages."""

    en: str
    zh: str

    def __getitem__(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


# Word lists: one kind of word, one line.
# fmt: off
ZONE = Pair("Qinglan High-tech Zone", "青岚高新技术产业开发区")
COMMITTEE = Pair("Work Safety Committee", "安全生产委员会")
OFFICE = Pair("Committee Office", "安全生产委员会办公室")
JOINT = Pair("Joint Meeting on Fire Protection", "消防工作联席会议")

# code, name, has enforcement power, sectors it regulates
DEPARTMENTS: tuple[tuple[str, Pair, bool, tuple[str, ...]], ...] = (
    ("emergency", Pair("Emergency Management Bureau", "应急管理局"), True, ("industrial_trade", "hazardous_chemicals", "fireworks", "noncoal_mines")),
    ("fire", Pair("Fire and Rescue Brigade", "消防救援大队"), True, ("fire",)),
    ("housing", Pair("Housing and Construction Bureau", "住房和城乡建设局"), True, ("construction", "housing")),
    ("urban", Pair("Urban Management Bureau", "城市管理局"), True, ("gas",)),
    ("transport", Pair("Transport Bureau", "交通运输局"), True, ("road_traffic",)),
    ("traffic", Pair("Traffic Police Brigade", "公安交警大队"), True, ()),
    ("police", Pair("Public Security Branch", "公安分局"), True, ("civil_explosives",)),
    ("market", Pair("Market Regulation Bureau", "市场监督管理局"), True, ("special_equipment",)),
    ("commerce", Pair("Commerce Bureau", "商务局"), False, ("commerce",)),
    ("education", Pair("Education Bureau", "教育局"), False, ("education",)),
    ("culture", Pair("Culture and Tourism Bureau", "文化和旅游局"), True, ("culture_tourism",)),
    ("health", Pair("Health Bureau", "卫生健康局"), True, ("health",)),
    ("civil", Pair("Civil Affairs Bureau", "民政局"), False, ("civil_affairs",)),
    ("industry", Pair("Industry and Information Bureau", "工业和信息化局"), False, ("energy_new",)),
    ("reform", Pair("Development and Reform Bureau", "发展和改革局"), False, ("power",)),
    ("resources", Pair("Natural Resources Branch", "自然资源分局"), True, ()),
    ("ecology", Pair("Ecology and Environment Branch", "生态环境分局"), True, ()),
    ("water", Pair("Water Bureau", "水利局"), True, ("water",)),
    ("agriculture", Pair("Agriculture Bureau", "农业农村局"), True, ("agriculture", "forestry")),
    ("post", Pair("Postal Administration", "邮政管理局"), True, ("post",)),
)
STREETS: tuple[tuple[Pair, tuple[Pair, ...]], ...] = (
    (Pair("Yunshan Street", "云杉街道"), (Pair("Songtao Community", "松涛社区"), Pair("Luming Community", "鹿鸣社区"), Pair("Hexi Community", "禾溪社区"))),
    (Pair("Beixing Street", "北星街道"), (Pair("Chenguang Community", "晨光社区"), Pair("Zhuyun Community", "竹韵社区"), Pair("Hongqi Bridge Community", "虹栖桥社区"))),
    (Pair("Lanwan Street", "蓝湾街道"), (Pair("Haitang Community", "海棠社区"), Pair("Yulin Community", "榆林里社区"))),
    (Pair("Xinlu Street", "新麓街道"), (Pair("Fengye Community", "枫叶社区"), Pair("Tingquan Community", "听泉社区"), Pair("Qingtian Community", "青田里社区"))),
)
FAMILY_NAMES = (Pair("Lin", "林"), Pair("Qi", "齐"), Pair("Bai", "柏"), Pair("Mei", "梅"), Pair("Tan", "谭"), Pair("Rong", "容"), Pair("Shu", "舒"), Pair("Ning", "宁"), Pair("Lu", "路"), Pair("Xiang", "向"), Pair("Yu", "于"), Pair("Cen", "岑"))
GIVEN_NAMES = (Pair("Anqing", "安清"), Pair("Boyan", "博言"), Pair("Chunhe", "春禾"), Pair("Dexin", "德新"), Pair("Enming", "恩铭"), Pair("Fangzhou", "方舟"), Pair("Guoan", "国安"), Pair("Haoran", "浩然"), Pair("Jingyi", "静宜"), Pair("Kewen", "可文"), Pair("Lanxin", "兰心"), Pair("Mingyue", "明悦"))
FIRM_HEADS = (Pair("Qingsong", "青菘"), Pair("Ruiheng", "瑞蘅"), Pair("Tianlu", "天麓"), Pair("Haixu", "海叙"), Pair("Junhe", "钧禾"), Pair("Mingchuan", "茗川"), Pair("Zhongyao", "众曜"), Pair("Lanting", "蓝汀"), Pair("Borui", "铂锐"), Pair("Chengyue", "澄越"), Pair("Xinglan", "星岚"), Pair("Yuanfang", "远枋"), Pair("Hongda", "泓达"), Pair("Jiale", "嘉勒"), Pair("Keyuan", "科沅"), Pair("Shengwei", "晟维"), Pair("Fuman", "馥满"), Pair("Anhe", "安荷"), Pair("Liwen", "砺闻"), Pair("Dongxi", "东曦"))
# sector: what such firms are called
FIRM_KINDS: dict[str, tuple[Pair, ...]] = {
    "industrial_trade": (Pair("Machinery", "机械"), Pair("Precision Castings", "精密铸造"), Pair("Furniture", "家具制造"), Pair("Food Processing", "食品加工"), Pair("Aluminium Products", "铝制品")),
    "fire": (Pair("Plaza", "购物广场"), Pair("Hotel", "宾馆"), Pair("Market Hall", "综合市场"), Pair("Logistics Warehouse", "仓储物流")),
    "gas": (Pair("Gas Supply", "燃气供应"), Pair("Bottled Gas Station", "液化气站")),
    "construction": (Pair("Builders", "建筑工程"), Pair("Towers Project", "大厦项目部"), Pair("Municipal Works", "市政工程")),
    "road_traffic": (Pair("Coach Lines", "客运"), Pair("Freight", "货运"), Pair("Bus Company", "公交运输")),
    "hazardous_chemicals": (Pair("Fine Chemicals", "精细化工"), Pair("Coatings", "涂料"), Pair("Filling Station", "加油站")),
    "special_equipment": (Pair("Lift Services", "电梯服务"), Pair("Heating Plant", "供热站")),
    "commerce": (Pair("Restaurant", "酒楼"), Pair("Noodle House", "面馆"), Pair("Supermarket", "超市"), Pair("Hotpot", "火锅店")),
    "education": (Pair("Primary School", "小学"), Pair("Kindergarten", "幼儿园")),
    "civil_affairs": (Pair("Care Home", "养老院"),),
    "housing": (Pair("Property Services", "物业服务"), Pair("Residential Court", "住宅小区")),
}
# How many of a hundred enterprises are in a sector
SECTOR_SHARES = {"industrial_trade": 24, "fire": 14, "gas": 4, "construction": 9, "road_traffic": 7, "hazardous_chemicals": 6, "special_equipment": 4, "commerce": 20, "education": 5, "civil_affairs": 2, "housing": 5}
ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "industrial_trade": ("dust", "confined_space", "hot_work", "gas_use", "special_equipment_use"), "hazardous_chemicals": ("hazardous_chemicals_use", "major_hazard_source"),
    "commerce": ("gas_use", "bottled_gas"), "fire": ("lift",), "housing": ("lift",), "gas": ("special_equipment_use",),
}  # fmt: skip


@dataclass(frozen=True)
class Saying:
    """What an inspector writes, and the clause under which it may be major ("" : never)."""

    text: Pair
    item: Pair
    kind: str = "thing"
    clause: str = ""


def said(en: str, zh: str, item_en: str, item_zh: str, kind: str = "thing", clause: str = "") -> Saying:
    """One saying."""
    return Saying(Pair(en, zh), Pair(item_en, item_zh), kind, clause)


FIRE = (
    said("Second fire exit locked with a chain", "二号安全出口被铁链锁闭", "Exits", "安全出口"),
    said("Goods piled in the evacuation passage, less than one person's width left", "疏散通道堆放货物，净宽不足一人", "Exits", "疏散通道"),
    said("Extinguishers past their date, pressure in the red", "灭火器超期且压力不足", "Extinguishers", "灭火器材"),
    said("Sprinkler pump does not start from the control room", "喷淋泵无法由消控室启动", "Sprinklers", "自动喷水灭火系统"),
    said("Electric bicycles charged in the stairwell", "楼梯间内停放并充电电动自行车", "E-bikes", "电动自行车"),
    said("Control room attended by one person without certificate", "消控室单人值班且无证", "Control room", "消防控制室", "person"),
    said("Fire lane blocked by parked vans", "消防车道被货车占用", "Fire lane", "消防车道", "environment"),
    said("Emergency lights out on floors two and three", "二三层应急照明不亮", "Signs and lights", "应急照明"),
)
SAYINGS: dict[str, tuple[Saying, ...]] = {
    "industrial_trade": (
        said("Workers enter the sump without permit, gas test or attendant", "人员进入集水坑作业未审批、未检测、无监护", "Confined space", "有限空间", "management", "GM10-13-02"),
        said("Thick dust on beams above the sander, cleaning record empty", "砂光机上方横梁积尘严重，清扫记录空白", "Dust", "粉尘清扫", "management", "GM10-11-10"),
        said("Welder works without certificate", "电焊工无证上岗", "Special operations", "特种作业", "person", "GM10-03-02"),
        said("Guard of the press removed, light curtain bypassed", "冲床防护罩拆除，光栅被短接", "Machine guards", "机械防护"),
        said("Distribution box without door, live parts open", "配电箱无门，带电体裸露", "Electricity", "临时用电"),
        said("Gas cylinders lie on the floor, no caps", "气瓶卧放且无瓶帽", "Cylinders", "气瓶管理"),
        said("Contractor on site, no safety agreement signed", "外包单位进场未签安全协议", "Contractors", "承包承租", "management", "GM10-03-01"),
        said("Gas alarm at the heating furnace shows a fault", "加热炉燃气报警器显示故障", "Gas alarm", "可燃气体报警", "thing", "GM10-14-00"),
        *FIRE[:3],
    ),
    "fire": FIRE,
    "gas": (
        said("Tank level gauge out of order, no over-limit alarm", "储罐液位计失效，无超限报警", "Tanks", "储罐监测", "thing", "GAS23-05-01"),
        said("Loading hose without pull-away interlock", "装卸软管未设防拉脱联锁", "Loading", "装卸系统", "thing", "GAS23-05-03"),
        said("Cylinders of another company being filled", "充装非自有气瓶", "Cylinders", "气瓶充装", "management", "GAS23-07-01"),
        said("No record of user inspections this year", "本年度无入户安检记录", "User checks", "用户安检", "management"),
        said("Structure built over the medium-pressure line", "中压管线上方搭建构筑物", "Pipes", "管线占压", "environment", "GAS23-06-01"),
    ),
    "construction": (
        said("Scaffold of a whole storey without wall ties", "脚手架整层缺失连墙件", "Scaffold", "脚手架", "thing", "CON24-07-02"),
        said("Tower crane's torque limiter disconnected", "塔吊力矩限制器被拆除", "Cranes", "起重机械", "thing", "CON24-08-04"),
        said("Deep pit without third-party monitoring", "深基坑未委托第三方监测", "Pit", "基坑边坡", "management", "CON24-05-03"),
        said("Edges on floor nine without rails", "九层临边未设防护栏杆", "Edges", "临边防护"),
        said("Lift shaft open, no door", "电梯井口未安装防护门", "Openings", "洞口防护"),
        said("Workers at height without harness", "高处作业人员未系安全带", "Height", "高处作业", "person"),
        said("Cable lies in water, joints taped", "电缆浸水，接头仅用胶布缠绕", "Site power", "施工用电"),
    ),
    "road_traffic": (
        said("Driver above the daily hours, rest record false", "驾驶员超时驾驶，休息记录不实", "Drivers", "驾驶员管理", "person"),
        said("Satellite terminal offline for eleven days", "卫星定位终端离线十一天", "Monitoring", "动态监控"),
        said("Coach with worn tyres on the steering axle", "客车转向轮轮胎磨损超限", "Vehicles", "车辆技术"),
        said("Emergency hammer missing, door release stuck", "安全锤缺失，应急开关失灵", "Vehicles", "车辆设施"),
        said("Overloaded lorries leave the yard unweighed", "超载货车未称重出场", "Loading", "源头治超", "management"),
    ),
    "hazardous_chemicals": (
        said("Toxic-gas detector in the valve room switched off", "阀室有毒气体探测器关闭", "Gas detection", "气体检测"),
        said("Acids and solvents stored in one bay", "酸类与溶剂同库混存", "Storage", "储存管理"),
        said("Hot work beside the tank without permit", "罐区旁动火未办理作业票", "Hot work", "动火作业", "management"),
        said("Interlock of the reactor bypassed without record", "反应釜联锁摘除无审批记录", "Interlocks", "安全联锁", "management"),
        said("Safety valve's inspection lapsed", "安全阀超期未校验", "Relief valves", "安全附件"),
        said("Earthing clamp not used while unloading", "卸油未使用静电接地夹", "Static", "防静电"),
    ),
    "special_equipment": (
        said("Lift used with lapsed inspection mark", "电梯检验合格标志过期仍在使用", "Lifts", "电梯"),
        said("Boiler operator without certificate", "司炉工无证操作", "Boilers", "锅炉", "person"),
        said("Pressure gauge of the vessel without calibration", "压力容器压力表未检定", "Vessels", "压力容器"),
    ),
    "commerce": (
        said("Bottled gas in the dining room, hose through the wall", "餐厅内使用瓶装液化气，胶管穿墙", "Catering gas", "餐饮燃气"),
        said("No gas alarm in the kitchen", "厨房未安装可燃气体报警器", "Catering gas", "餐饮燃气"),
        said("Kitchen duct thick with grease", "排油烟管道油垢厚积", "Ducts", "油烟管道"),
        *FIRE[:4],
    ),
    "education": (*FIRE[1:4], said("Laboratory chemicals without register", "实验室危化品无台账", "Laboratory", "实验室", "management"), said("Canteen gas valve leaks at the joint", "食堂燃气阀门接头泄漏", "Canteen", "食堂燃气")),
    "civil_affairs": (*FIRE[:4], said("Beds in the corridor of floor three", "三层走廊加床", "Rooms", "居室管理", "management")),
    "housing": (*FIRE[4:8], said("Facade tiles loose above the entrance", "入口上方外墙砖松动", "Facade", "外墙"), said("Hydrant box empty, hose gone", "消火栓箱内无水带", "Hydrants", "消火栓")),
}
PLACES = (Pair("Workshop 1", "一车间"), Pair("Workshop 2", "二车间"), Pair("Store", "仓库"), Pair("First floor", "一层"), Pair("Second floor", "二层"), Pair("East side", "东侧"), Pair("Yard", "院内"), Pair("Basement", "地下室"), Pair("Roof", "屋顶"), Pair("Gate 2", "二号门"))
FIXES = (Pair("Put right, responsible person instructed", "已整改到位，责任人已教育"), Pair("Replaced and tested", "已更换并测试合格"), Pair("Removed on the same day", "当日已清除"), Pair("Repaired by a qualified firm, record attached", "已由有资质单位维修，附记录"))
VISIT = Pair("Supervisory inspection", "监督检查")
RESULT = Pair("Hazards found", "发现隐患")
# The six parts of the sample plan (major hazard of a confined space) and three of its five implementations, in the order of a plan.
PLAN = {
    "goals": Pair("No entry into the sump without permit, gas test and attendant; equipment in place within a month", "有限空间作业做到无审批、无检测、无监护不进入，一个月内装备配齐"),
    "methods": Pair("Lock the cover, write the permit procedure, buy detectors and blowers, train both shifts", "井盖上锁，制定作业审批制度，购置气体检测仪和风机，两班人员全部培训"),
    "resources": Pair("Two four-gas detectors, two blowers, tripod and harness, from this year's safety fund", "四合一气体检测仪2台、风机2台、三脚架及安全带，由本年度安全费用列支"),
    "people": Pair("The deputy plant manager leads; workshop head and electrician carry it out", "生产副总牵头，车间主任、电工具体落实"),
    "schedule": Pair("Week 1 lock and signs, week 2 procedure, week 3 equipment, week 4 training and drill", "第一周上锁挂牌，第二周定制度，第三周配装备，第四周培训演练"),
    "safeguards": Pair("Until then the sump is out of use; pumping is done from outside", "整改期间停止进入污水池，抽排在池外进行"),
    "responsibility": Pair("Deputy plant manager", "生产副总"),
    "measures": Pair("Lock, permit, detectors, training, as above", "上锁、审批、检测、培训，见上"),
    "contingency": Pair("Nobody enters to rescue without breathing apparatus; call 119; drill before reopening", "严禁盲目施救，拨打119，恢复使用前组织演练"),
}
