using System.Globalization;
using Bench.Web;
using Microsoft.Playwright;

namespace Bench.Browser;

/// <summary>A sweep's page with thousands of trials: brushing, and the slider over its events.</summary>
internal sealed class SweepCases(IBrowser browser, PagesToMeasure pages, Cases cases)
{
    private const int Drags = 5;
    private const int Steps = 15;
    private const int MovesOfDrag = 120;
    private static readonly TimeSpan BetweenMoves = TimeSpan.FromMilliseconds(8); // of a mouse with 125 reports a second

    // Counts the frames of a drag in which the number of trials inside the brush, and so the table, is another than in the frame before.
    private const string CountFrames = """
        () => {
          const board = document.querySelector(".board");
          window.drag = { frames: 0, changed: 0, start: performance.now(), on: true };
          let last = board.dataset.passing;
          const look = () => {
            if (!window.drag.on) return;
            window.drag.frames++;
            if (board.dataset.passing !== last) { last = board.dataset.passing; window.drag.changed++; }
            requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        }
        """;

    public async Task RunAsync()
    {
        if (BenchSuites.Chosen("brush"))
            await BrushAsync();
        if (BenchSuites.Chosen("slider"))
            await TravelAsync();
    }

    private async Task BrushAsync()
    {
        await using var window = await Window.OpenAsync(browser, pages.Address);
        await window.ViewAsync($"sweeps/{pages.Sweep}");
        var axis = window.Page.Locator("[data-axis=learning_rate]");
        await axis.ScrollIntoViewIfNeededAsync();
        var (changed, frames) = (new List<double>(), new List<double>());
        for (var drag = 0; drag <= Drags; drag++)
        {
            var box = await axis.BoundingBoxAsync() ?? throw new InvalidOperationException("The axis is not in sight.");
            var x = box.X + (box.Width / 2);
            await window.Page.Mouse.MoveAsync(x, box.Y + (box.Height * 0.1f));
            await window.Page.Mouse.DownAsync();
            await window.Page.EvaluateAsync(CountFrames);
            // A hand does not wait for the page: the moves come as a mouse sends them.
            var moves = new List<Task>(MovesOfDrag);
            for (var move = 1; move <= MovesOfDrag; move++)
            {
                moves.Add(window.Page.Mouse.MoveAsync(x, box.Y + (box.Height * (0.1f + (0.8f * move / MovesOfDrag)))));
                await Task.Delay(BetweenMoves);
            }
            await Task.WhenAll(moves);
            var counted = await window.Page.EvaluateAsync<double[]>(
                "() => { const d = window.drag; d.on = false; const s = (performance.now() - d.start) / 1000; return [d.changed / s, d.frames / s]; }");
            await window.Page.Mouse.UpAsync();
            await window.Page.WaitForURLAsync(url => url.Contains("brush", StringComparison.OrdinalIgnoreCase));
            await window.Page.GetByRole(AriaRole.Button, new() { Name = "Clear", Exact = true }).First.ClickAsync();
            await window.Page.WaitForFunctionAsync(string.Create(CultureInfo.InvariantCulture, $"() => document.querySelector('.board').dataset.passing === '{pages.Trials}'"));
            if (drag == 0)
                continue; // the first warms up
            changed.Add(counted[0]);
            frames.Add(counted[1]);
        }
        cases.Add($"brush_{pages.Trials}_trials_table_follows", "frames/s", changed);
        cases.Add($"brush_{pages.Trials}_trials", "frames/s", frames);
    }

    private async Task TravelAsync()
    {
        await using var window = await Window.OpenAsync(browser, pages.Address);
        await window.ViewAsync($"sweeps/{pages.Sweep}");
        const string moved = "document.querySelector('[data-as-of]') && document.querySelector('[data-as-of]').dataset.asOf !== window.was";
        cases.Add("slider_open", "ms", [await window.TimeAsync("document.querySelector('[data-look-back]').click()", "document.querySelector('[data-as-of]')")]);
        await window.Page.WaitForFunctionAsync("() => !document.querySelector('section.travel input[type=range]').disabled");
        var (steps, jumps) = (new List<double>(), new List<double>());
        for (var n = 0; n <= Steps; n++)
        {
            await NoteAsync();
            var step = await window.TimeAsync("document.querySelector('[data-step-back]').click()", moved);
            if (n > 0)
                steps.Add(step);
        }
        for (var n = 0; n <= Steps; n++)
        {
            await NoteAsync();
            var part = (n * 0.37 + 0.2) % 1; // far from the place before
            var jump = await window.TimeAsync(
                string.Create(CultureInfo.InvariantCulture, $"const range = document.querySelector('section.travel input[type=range]'); range.value = Math.round(range.max * {part}); range.dispatchEvent(new Event('input', {{ bubbles: true }}));"),
                $"{moved} && document.querySelector('.board').dataset.passing !== window.passed");
            if (n > 0)
                jumps.Add(jump);
        }
        cases.Add($"slider_{pages.Trials}_trials_step", "ms", steps);
        cases.Add($"slider_{pages.Trials}_trials_jump_with_table", "ms", jumps);

        Task NoteAsync() => window.Page.EvaluateAsync(
            "() => { window.was = document.querySelector('[data-as-of]').dataset.asOf; window.passed = document.querySelector('.board').dataset.passing; }");
    }
}
