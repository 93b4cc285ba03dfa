namespace Platform.Web.Tests.Client;

/// <summary>The line between a client and the real server, which can be cut: requests do not arrive, or their answers get lost.</summary>
internal sealed class Line(HttpMessageHandler server) : DelegatingHandler(server)
{
    /// <summary>No request arrives.</summary>
    public volatile bool Cut;

    /// <summary>What is written arrives, the answers to it do not.</summary>
    public volatile bool LosesAnswers;

    /// <summary>What answers in the server's place, such as a proxy; null for a request that it lets through.</summary>
    public volatile Func<HttpRequestMessage, HttpResponseMessage?>? Proxy;

    /// <summary>What each request must pass, when there is one.</summary>
    public volatile SemaphoreSlim? Turnstile;

    /// <summary>Requests that came to the turnstile.</summary>
    public int Held;

    /// <summary>Requests that arrived.</summary>
    public int Arrived;

    /// <summary>Batches among them.</summary>
    public int Batches;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Cut)
            throw new HttpRequestException("The line is cut.");
        if (Turnstile is { } turnstile)
        {
            Interlocked.Increment(ref Held);
            await turnstile.WaitAsync(cancellationToken);
        }
        if (Proxy?.Invoke(request) is { } answer)
            return answer;
        var response = await base.SendAsync(request, cancellationToken);
        Interlocked.Increment(ref Arrived);
        if (request.RequestUri!.AbsolutePath.EndsWith("/log-batch", StringComparison.Ordinal))
            Interlocked.Increment(ref Batches);
        if (!LosesAnswers || request.Method == HttpMethod.Get)
            return response;
        response.Dispose();
        throw new HttpRequestException("The answer was lost.");
    }
}
