using Bench.Web;
using Microsoft.Playwright;

namespace Bench.Browser;

/// <summary>The first view of every page in a window that has loaded nothing yet, and of what a person does on it most.</summary>
internal sealed class ViewCases(IBrowser browser, PagesToMeasure pages, Cases cases)
{
    private const int Times = 5;
    private const int WarmUps = 2;
    private const int Interactions = 9;

    public async Task RunAsync()
    {
        for (var time = 0; time < WarmUps; time++)
            await RepeatAsync(""); // the runtime compiles what every page needs
        foreach (var (name, path) in Paths().Where(p => BenchSuites.Chosen("views") || BenchSuites.Chosen($"view_{p.Name}")))
            cases.Add($"view_{name}", "ms", await RepeatAsync(path));
        if (BenchSuites.Chosen("overlay"))
            cases.Add($"view_{pages.LongRuns.Count}_curves_of_100000_points", "ms", await RepeatAsync($"runs/compare?runs={string.Join(',', pages.LongRuns)}", pages.LongRuns.Count));
        if (BenchSuites.Chosen("interactions"))
            await InteractAsync();
    }

    private IEnumerable<(string Name, string Path)> Paths() =>
    [
        ("home", ""), ("new_sweep", "sweeps/new"), ("sweep", $"sweeps/{pages.Sweep}"), ("trial", $"trials/{pages.Sweep}-1"),
        ("compare", $"compare?ids={string.Join(',', Enumerable.Range(1, 10).Select(n => $"{pages.Sweep}-{n}"))}"), ("models", "models"), ("data", "data"),
        ("runs", "runs"), ("experiment", $"runs/experiments/{pages.Experiment}"), ("run", $"runs/{pages.Run}"), ("compare_runs", $"runs/compare?runs={string.Join(',', pages.LongRuns.Take(10))}"),
    ];

    private async Task<List<double>> RepeatAsync(string path, int curves = 0)
    {
        var runs = new List<double>();
        for (var time = 0; time <= Times; time++)
        {
            await using var window = await Window.OpenAsync(browser, pages.Address, curves);
            var view = await window.ViewAsync(path);
            if (time > 0) // the first warms up the server
                runs.Add(view);
        }
        return runs;
    }

    private async Task InteractAsync()
    {
        await using var window = await Window.OpenAsync(browser, pages.Address);
        await window.ViewAsync($"sweeps/{pages.Sweep}");
        await RepeatAsync(window, "sweep_sort", n => (
            "[...document.querySelectorAll('section[aria-label=Trials] th button.sort')].find(b => b.textContent.startsWith('Best')).click()",
            n % 2 == 0 ? Sorted("Trials", "Best", "descending") : Sorted("Trials", "Best", "ascending")));
        await RepeatAsync(window, "sweep_filter", n => (
            $"const box = document.querySelector('section[aria-label=Trials] input[type=search]'); box.value = '{(n % 2 == 0 ? "status:pruned" : "status:failed")}'; box.dispatchEvent(new Event('input', {{ bubbles: true }}));",
            "document.querySelector('.board').dataset.passing !== window.before"), "document.querySelector('.board').dataset.passing");
        await window.ViewAsync($"runs/experiments/{pages.Experiment}");
        await RepeatAsync(window, "experiment_sort", n => (
            "[...document.querySelectorAll('section[aria-label=Runs] th button.sort')].find(b => b.textContent.includes('loss')).click()",
            n % 2 == 0 ? Sorted("Runs", "loss", "descending") : Sorted("Runs", "loss", "ascending")));
    }

    private static string Sorted(string region, string column, string how) =>
        $"[...document.querySelectorAll('section[aria-label={region}] th')].find(h => h.textContent.includes('{column}')).getAttribute('aria-sort') === '{how}'";

    private async Task RepeatAsync(Window window, string name, Func<int, (string Act, string Shown)> interaction, string before = "null")
    {
        var runs = new List<double>();
        for (var n = 0; n <= Interactions; n++)
        {
            var (act, shown) = interaction(n);
            await window.Page.EvaluateAsync($"() => {{ window.before = {before}; }}");
            var time = await window.TimeAsync(act, shown);
            if (n > 0)
                runs.Add(time);
        }
        cases.Add($"interaction_{name}", "ms", runs);
    }
}
