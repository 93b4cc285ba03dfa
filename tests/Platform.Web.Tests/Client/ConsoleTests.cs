using System.Net;
using System.Text;
using Platform.Client;
using Platform.Client.Delivery;
using Platform.Client.Output;
using Platform.Testing;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Client;

public sealed class ConsoleTests(WebServer web) : ClientCase(web)
{
    [Fact]
    public async Task What_is_written_to_the_console_is_kept_with_the_run_in_parts_and_goes_there_as_before()
    {
        await using var tracking = Client();
        string id;
        await using (var run = tracking.StartRun("console", new RunOptions { CaptureConsole = true }))
        {
            id = run.Id;
            Console.WriteLine($"first of {id}");
            Assert.True(await run.FlushAsync());
            await Console.Error.WriteLineAsync($"second of {id} ü");
            Console.Write('x');
            Console.Out.Write($"yz {id}\n".AsSpan());
        }
        Console.WriteLine($"after {id}");

        var kept = await KeptAsync(id);
        Assert.Contains($"first of {id}{Environment.NewLine}", kept, StringComparison.Ordinal);
        Assert.Contains($"second of {id} ü{Environment.NewLine}", kept, StringComparison.Ordinal);
        Assert.Contains($"yz {id}\n", kept, StringComparison.Ordinal);
        Assert.DoesNotContain($"after {id}", kept, StringComparison.Ordinal);
        Assert.Contains($"first of {id}", Encoding.UTF8.GetString(await FileAsync(id, "console/000001.log")), StringComparison.Ordinal);
        Assert.Empty(Problems);
    }

    [Fact]
    public async Task Output_waits_in_the_spool_while_the_server_is_away()
    {
        await using var tracking = Client();
        var run = tracking.StartRun("console away", new RunOptions { CaptureConsole = true });
        Assert.True(await run.FlushAsync());
        Line.Cut = true;
        Console.WriteLine($"while away {run.Id}");
        Assert.False(await run.FlushAsync());
        Assert.NotEmpty(SpoolFiles());
        Line.Cut = false;
        await run.DisposeAsync();

        Assert.Contains($"while away {run.Id}", await KeptAsync(run.Id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_without_it_keeps_nothing_and_has_no_console()
    {
        await using var tracking = Client();
        var run = tracking.StartRun("silent");
        Console.WriteLine($"not kept {run.Id}");
        await run.DisposeAsync();

        using var missing = await Web.Http.GetAsync($"/api/v1/tracking/runs/{run.Id}/console");
        Assert.Contains("RunOptions.CaptureConsole", (await WebServer.ReadAsync(missing, HttpStatusCode.NotFound)).Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_too_much_output_the_beginning_and_the_end_are_kept()
    {
        var parts = new List<TextEntry>();
        var log = new ConsoleLog(entry => { lock (parts) parts.Add((TextEntry)entry); }, TimeProvider.System, most: 300_000);
        log.Add("begin");
        for (var i = 0; i < 20; i++)
            log.Add(new string('x', 100_000));
        log.Add("end");
        await log.DisposeAsync();

        var text = string.Concat(parts.Select(p => p.Text));
        Assert.StartsWith("begin", text, StringComparison.Ordinal);
        Assert.EndsWith("xend", text, StringComparison.Ordinal);
        Assert.Contains(" characters are left out here …", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, 500_000, 700_000);
        Assert.Equal(parts.Select((_, i) => $"console/{i + 1:D6}.log"), parts.Select(p => p.Path));
        Assert.All(parts, part => Assert.InRange(part.Text.Length, 1, ConsoleLog.MostOfPart));
    }

    private async Task<string> KeptAsync(string id) => await Web.Http.GetStringAsync($"/api/v1/tracking/runs/{id}/console");
}
