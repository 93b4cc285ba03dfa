using System.Net;
using Platform.Cli.Local;
using Platform.Testing;

namespace Platform.Cli.Tests.Local;

public class HealthWaitTests
{
    private static readonly TimeSpan Long = Eventually.Patience;
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_that_is_late_is_asked_for_again()
    {
        using var server = new HttpListener();
        var url = Listen(server);
        var serving = Task.Run(async () =>
        {
            var late = await server.GetContextAsync(); // never answered
            _ = Task.Run(async () =>
            {
                while (true)
                    (await server.GetContextAsync()).Response.Close();
            }, Cancel);
            return late;
        }, Cancel);
        var said = new List<string>();

        await new HealthWait(Long, Short, TimeSpan.Zero).RunAsync(url, () => null, said.Add, Cancel);

        (await serving).Response.Abort();
        Assert.Contains($"Waiting for {url}/health (last: no answer yet). A large database", said[0], StringComparison.Ordinal);
        Assert.Contains("(last: no answer within 0.2 s).", said[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_success_the_last_answer_is_told()
    {
        using var server = new HttpListener();
        var url = Listen(server);
        var clock = new HandClock();
        _ = Task.Run(async () =>
        {
            for (var asked = 1; ; asked++)
            {
                var context = await server.GetContextAsync();
                if (asked == 2)
                    clock.Advance(TimeSpan.FromSeconds(2)); // who asks again has read the first answer
                context.Response.StatusCode = 503;
                context.Response.Close("no database"u8.ToArray(), willBlock: false);
            }
        }, Cancel);

        var error = await Assert.ThrowsAsync<CliException>(() => new HealthWait(TimeSpan.FromSeconds(2), Long, Long, clock).RunAsync(url, () => null, _ => { }, Cancel));

        Assert.Equal($"{url}/health did not answer 200 within 2 s (last: 503: no database).", error.Message);
        Assert.Equal(ExitCodes.Unreachable, error.ExitCode);
    }

    [Fact]
    public async Task Nobody_waits_for_a_server_that_has_died()
    {
        var error = await Assert.ThrowsAsync<CliException>(() => new HealthWait(Long, Long, Long).RunAsync("http://127.0.0.1:9", () => new CliException("dead"), _ => { }, Cancel));

        Assert.Equal("dead", error.Message);
    }

    private static string Listen(HttpListener server)
    {
        var url = $"http://127.0.0.1:{FreePort.Any()}";
        server.Prefixes.Add(url + "/");
        server.Start();
        return url;
    }
}
