// What a payload of ChatGuard's may be, by Slack's own types. A test writes each approved payload into a file that imports these.
import type { HomeView, KnownBlock, ModalView } from '@slack/types';

/** Slack's chart block, which @slack/types does not have yet (https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block). */
export interface DataVisualizationBlock {
  type: 'data_visualization';
  block_id?: string;
  title: string;
  chart: {
    type: 'line' | 'area' | 'bar';
    series: { name: string; data: { label: string; value: number }[] }[];
    axis_config: { categories: string[]; x_label?: string; y_label?: string };
  };
}

export interface Message {
  text: string;
  blocks: (KnownBlock | DataVisualizationBlock)[];
}

/** The body of a dialog or of the Home tab. */
export interface Body {
  blocks: ModalView['blocks'] & HomeView['blocks'];
}

export type Dialog = ModalView;
