using System.Net;
using Platform.Cli.Api;

namespace Platform.Cli.Commands;

/// <summary>Waiting commands outlive a web server or database that is away for a moment.</summary>
internal static class Patience
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Reads, again and again for up to 30 s when the platform cannot answer.</summary>
    public static async Task<T> ReadAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancel)
    {
        var deadline = DateTime.UtcNow + Limit;
        while (true)
        {
            try
            {
                return await read(cancel);
            }
            catch (Exception e) when (DateTime.UtcNow < deadline
                && e is CliException { ExitCode: ExitCodes.Unreachable } or ApiException { Status: >= HttpStatusCode.InternalServerError })
            {
                await Task.Delay(Pause, cancel);
            }
        }
    }
}
