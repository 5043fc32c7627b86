// Draws moments and stretches of time into a chart: where a broadcast began and ended, and what stood out.

const FONT = '11px system-ui, sans-serif';
const DASH = [3, 3];
const SPIKE_HEIGHT = 5;

export const marksPlugin = {
  id: 'marks',
  afterDatasetsDraw(chart) {
    const {ctx, chartArea: area, scales: {x}} = chart;
    ctx.save();
    ctx.font = FONT;
    for (const mark of chart.$marks ?? []) {
      const left = x.getPixelForValue(mark.at);
      if (left > area.right + 1) {
        continue;
      }
      if (left < area.left - 1) {
        before(ctx, area, mark, chart.$marksColors.line);
      } else if (mark.isSpike) {
        spike(ctx, area, left, x.getPixelForValue(mark.until), chart.$marksColors.spike);
      } else {
        moment(ctx, area, left, mark.label, chart.$marksColors.line);
      }
    }
    ctx.restore();
  },
};

/** A wedge above the stretch, which stays visible where the stretch is a hair's breadth. */
function spike(ctx, area, left, right, color) {
  const end = Math.min(right, area.right);
  const middle = (left + end) / 2;
  ctx.fillStyle = color;
  ctx.globalAlpha = 0.16;
  ctx.fillRect(left, area.top, Math.max(2, end - left), area.bottom - area.top);
  ctx.globalAlpha = 1;
  ctx.beginPath();
  ctx.moveTo(middle - SPIKE_HEIGHT, area.top - SPIKE_HEIGHT - 3);
  ctx.lineTo(middle + SPIKE_HEIGHT, area.top - SPIKE_HEIGHT - 3);
  ctx.lineTo(middle, area.top - 2);
  ctx.fill();
}

/** What happened before anything was seen stands at the edge as text. */
function before(ctx, area, mark, color) {
  if (mark.before) {
    ctx.fillStyle = color;
    ctx.textAlign = 'left';
    ctx.fillText('◂ ' + mark.before, area.left, area.top - 4);
  }
}

function moment(ctx, area, left, label, color) {
  ctx.strokeStyle = ctx.fillStyle = color;
  ctx.setLineDash(DASH);
  ctx.beginPath();
  ctx.moveTo(left, area.top);
  ctx.lineTo(left, area.bottom);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.textAlign = left > (area.left + area.right) / 2 ? 'right' : 'left';
  ctx.fillText(label, left, area.top - 4);
}
