// The charts Anwei draws, and nothing else of ECharts: bars, lines, heat maps; SVG, so that they print.
import { BarChart, HeatmapChart, LineChart } from "echarts/charts";
import {
  AriaComponent,
  DatasetComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([
  AriaComponent, BarChart, DatasetComponent, GridComponent, HeatmapChart, LegendComponent, LineChart,
  MarkAreaComponent, MarkLineComponent, SVGRenderer, TooltipComponent, VisualMapComponent,
]);

export { init };
