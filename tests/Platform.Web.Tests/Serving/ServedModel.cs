using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Serving;

/// <summary>A server with one registered model, <c>served</c>, that keeps a single model loaded.</summary>
public sealed class ServedModel : IAsyncLifetime
{
    public WebServer Web { get; private set; } = null!;

    public string Digest { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Web = await WebServer.StartAsync(("Serving:ModelsPerWorker", "1"));
        Digest = TrainedCheckpoint.Store(Web);
        await TrainedCheckpoint.RegisterAsync(Web, "served", Digest);
    }

    public ValueTask DisposeAsync() => Web.DisposeAsync();
}
