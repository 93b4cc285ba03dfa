using System.Text.Json;
using Bench;
using Bench.Browser;
using Bench.Web;
using Microsoft.Playwright;
using Platform.Core;
using Platform.Core.Journal;
using Platform.Core.Views;

// Reads what to measure from standard input and prints the cases; started by `bench web`.
var pages = JsonSerializer.Deserialize<PagesToMeasure>(await Console.In.ReadToEndAsync())!;
Environment.SetEnvironmentVariable("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
using var playwright = await Playwright.CreateAsync();
// Without the browser's own windows: their toolbars are pages as well, and take as much of the machine as the page that is measured.
await using var browser = await playwright.Chromium.LaunchAsync(new()
{
    ExecutablePath = Environment.GetEnvironmentVariable("PLATFORM_CHROMIUM") ?? "/usr/bin/chromium-headless-shell",
    Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
await using var database = JournalDataSource.Create(pages.Database, "bench-browser");
await using var journal = new EventJournal(database, PlatformEvents.Types, PlatformProjections.All);
var cases = new Cases();
await new ViewCases(browser, pages, cases).RunAsync();
await new SweepCases(browser, pages, cases).RunAsync();
var silo = (await new SiloTable(database).LiveAsync(TimeSpan.FromMinutes(1)))[0].Id;
await new LiveCases(browser, pages, journal, silo, cases).RunAsync(CancellationToken.None);
Console.WriteLine(JsonSerializer.Serialize(cases.All, BenchSuites.Json));
