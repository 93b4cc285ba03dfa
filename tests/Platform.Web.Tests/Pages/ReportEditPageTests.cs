using Microsoft.AspNetCore.Components;
using Platform.Testing;
using Platform.Web.Reports;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Pages;

/// <summary>A report that is being written, on a real server without a browser.</summary>
public sealed class ReportEditPageTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public async Task Equal_pieces_of_text_can_be_written()
    {
        const string Block = "\n```model\nmodel: nobody\n```\n";
        await using var page = await PageDriver.OpenAsync<ReportEditPage>(web.Services, "reports/new");
        await page.ReadyAsync();
        await page.TypeAsync("report-text", $"Same.{Block}Same.");
        await page.TypeAsync("report-text", $"New.{Block}Same.{Block}Same.");
        await page.TypeAsync("report-text", $"Same.{Block}Other.{Block}Same.");
        Assert.Equal(["Same.", "Other.", "Same."], (await page.SeeAsync()).QuerySelectorAll(".markdown").Select(text => text.Words()));
    }

    [Fact]
    public async Task Save_that_is_pressed_twice_makes_one_report()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var page = await PageDriver.OpenAsync<ReportEditPage>(web.Services, "reports/new");
        await page.ReadyAsync();
        await page.TypeAsync("report-title", "Pressed twice");
        await page.TypeAsync("report-text", "Text.");
        await using var connection = await web.Database.DataSource.OpenConnectionAsync(stop);
        var holding = await connection.BeginTransactionAsync(stop);
        await using (var holds = connection.CreateCommand())
        {
            holds.CommandText = "lock table mt_events in exclusive mode"; // reads go on, writes wait
            await holds.ExecuteNonQueryAsync(stop);
        }
        var first = page.SubmitAsync("Report");
        await Eventually.HoldsAsync(async () => await WaitingAsync() > 0, expected: "the first press waits to write");
        var second = page.SubmitAsync("Report");
        await holding.RollbackAsync(stop);
        foreach (var press in new[] { first, second })
        {
            try
            {
                await press;
            }
            catch (NavigationException)
            {
                // Saved: without a browser nobody goes to the report.
            }
        }
        var listed = (await web.GetAsync("/api/v1/reports")).GetProperty("items").EnumerateArray();
        Assert.Single(listed, report => report.Text("title") == "Pressed twice");
    }

    private async Task<long> WaitingAsync()
    {
        await using var command = web.Database.DataSource.CreateCommand("select count(*) from pg_locks where relation = 'mt_events'::regclass and not granted");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
