using Microsoft.Playwright;

namespace EndToEnd.Tests.Support;

/// <summary>A page in a state that it can be in.</summary>
/// <param name="Name">Short, fit for a file's name.</param>
/// <param name="Path">Its address, below the platform's.</param>
/// <param name="Ready">A selector of what is there once the page shows what it is about.</param>
/// <param name="Act">What brings the page into the state after that, such as opening a dialog; ends when it is there.</param>
internal sealed record PageState(string Name, string Path, string Ready, Func<IPage, Task>? Act = null)
{
    private const string Paused = "button:not([hidden]):has-text('Resume')";

    /// <summary>Every page, its tabs and its dialogs.</summary>
    public static IReadOnlyList<PageState> All(SeededPages seed)
    {
        ArgumentNullException.ThrowIfNull(seed);
        var run = seed.Runs[0];
        return
        [
            new("home", "", "table.sweeps"),
            new("new-sweep", "sweeps/new", "textarea"),
            new("sweep", $"sweeps/{seed.Finished}", "[data-chart=parallel][data-points]"),
            new("sweep-past", $"sweeps/{seed.Finished}", "[data-chart=parallel][data-points]", async page =>
            {
                await page.Button("Look back").ClickAsync();
                await page.WaitForSelectorAsync("[data-as-of]");
            }),
            new("sweep-failures", $"sweeps/{seed.Failing}", ".notice.bad"),
            new("sweep-paused", $"sweeps/{seed.Waiting}", Paused),
            new("sweep-cancel", $"sweeps/{seed.Waiting}", Paused, page => OpenAsync(page, "Cancel")),
            new("labels", $"sweeps/{seed.Folds}/labels", "img.sample"),
            new("trial", $"trials/{seed.Best}", "[data-verdict=identical]"),
            new("trial-mistakes", $"trials/{seed.Best}", "[data-verdict=identical]", async page =>
            {
                await page.Locator("[data-confusion] .miss button").First.ClickAsync();
                await page.WaitForSelectorAsync(".mistakes img");
            }),
            new("trial-promote", $"trials/{seed.Best}", "[data-verdict=identical]", page => OpenAsync(page, "Promote again")),
            new("compare", $"compare?ids={seed.Finished}-1,{seed.Finished}-2,{seed.Finished}-3", "[data-chart=series][data-points]"),
            new("models", "models", ".model-card"),
            new("model", $"models/{SeededPages.Model}", "canvas:not([hidden])"),
            new("model-alias", $"models/{SeededPages.Model}", "canvas:not([hidden])", page => OpenAsync(page, "Move an alias to version 1")),
            new("model-gates", $"models/{SeededPages.Model}", "canvas:not([hidden])", page => OpenAsync(page, "Set gates")),
            new("model-retraining", $"models/{SeededPages.Model}", "canvas:not([hidden])", page => OpenAsync(page, "Set a retraining")),
            new("datasets", "data", "a[href='data/digits']"),
            new("dataset", "data/digits", "[aria-label=Classes]"),
            new("dataset-table", "data/friedman", "[aria-label=Columns]"),
            new("new-data", "new-data", "#table-file", async page =>
            {
                await page.GetByLabel("CSV file").SetInputFilesAsync(AddTableJourneyTests.Flawed);
                await page.WaitForSelectorAsync("[aria-label='Rows that are left out']");
            }),
            new("runs", "runs", "[data-experiment]"),
            new("experiment", $"runs/experiments/{seed.Experiment}?group=params.depth", "[data-group]"),
            new("experiment-columns", $"runs/experiments/{seed.Experiment}", "[data-run]", page => OpenAsync(page, "Columns")),
            new("experiment-empty", $"runs/experiments/{seed.Experiment}?filter=metrics.loss%20%3E%201000", "text=No run passes the filter."),
            new("run", $"runs/{run}", "[data-metric]"),
            new("run-charts", $"runs/{run}?tab=charts", "[data-chart=series][data-points]"),
            new("run-system", $"runs/{run}?tab=system", "[data-chart=series][data-points]"),
            new("run-files", $"runs/{run}?tab=files&file={run}%2Ftable.csv", "[data-preview]"),
            new("run-console", $"runs/{run}?tab=console", ".console-line"),
            new("run-events", $"runs/{run}?tab=events", "[data-event]"),
            new("run-rename", $"runs/{run}", "[data-metric]", page => OpenAsync(page, "Rename")),
            new("runs-compare", $"runs/compare?runs={string.Join(',', seed.Runs.Take(4))}", "[data-chart=series][data-points]"),
            new("reports", "reports", "table.data"),
            new("report", $"reports/{seed.Report}", "[data-block='2'] [data-points]"),
            new("report-edit", $"reports/{seed.Report}/edit", "[data-block='2'] [data-points]"),
            new("missing", "models/nobody", "text=There is no such page"),
            new("palette", "models", ".model-card", page => FindAsync(page, "")),
            new("palette-found", $"sweeps/{seed.Finished}", "[data-chart=parallel][data-points]", page => FindAsync(page, "seeded")),
            new("palette-nothing", "models", ".model-card", async page =>
            {
                await page.Keyboard.PressAsync("Control+k");
                await page.Keyboard.TypeAsync("zzzz");
                await page.WaitForSelectorAsync("text=Nothing is called");
            }),
            new("message", $"sweeps/{seed.Waiting}", Paused, async page =>
            {
                await page.GetByLabel("Priority, 10 goes first").SelectOptionAsync("7");
                await page.WaitForSelectorAsync("[data-toast]");
            }),
            new("shortcuts", "models", ".model-card", async page =>
            {
                await page.Keyboard.PressAsync("?");
                await page.WaitForSelectorAsync("dialog[open]");
            }),
        ];
    }

    /// <summary>The page of a sweep that runs.</summary>
    public static PageState OfRunning(string sweep) => new("sweep-running", $"sweeps/{sweep}", "[data-chart=parallel]");

    /// <summary>Opens the page and brings it into the state.</summary>
    /// <param name="before">What the page shows now, so that the same address need not be loaded again.</param>
    public async Task ShowAsync(IPage page, PageState? before = null)
    {
        if (before is not { Act: null } || before.Path != Path)
            await page.GotoAsync(Path);
        await page.WaitForSelectorAsync(Ready);
        if (Act is not null)
            await Act(page);
    }

    private static async Task FindAsync(IPage page, string text)
    {
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync(text);
        await page.Locator("#palette [role=option][aria-selected=true]").WaitForAsync();
    }

    private static async Task OpenAsync(IPage page, string button)
    {
        await page.Button(button).First.ClickAsync();
        await page.WaitForSelectorAsync(".rz-dialog");
    }
}
