using Microsoft.AspNetCore.HostFiltering;

namespace Platform.Web.Security;

/// <summary>What protects the server: where it listens, which hosts and origins it answers, how much it reads, and the headers of every answer.</summary>
public static class PlatformSecurity
{
    private const long MaxBodyBytes = 17 * 1024 * 1024;

    /// <summary>Listening address, allowed hosts and request bounds. There are no users yet, so only this machine is answered unless the configuration says otherwise.</summary>
    public static void AddPlatformSecurity(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (ListenAddress.From(builder.Configuration) is { } address)
            builder.WebHost.UseUrls(address);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes; // a backstop: routes have smaller bounds of their own
        });
        builder.Services.AddAntiforgery();
        builder.Services.AddSingleton(provider => AllowedHosts.From(provider.GetRequiredService<IConfiguration>()));

        // The guard below answers with the remedy; the framework's own filter would answer first, without one.
        builder.Services.Configure<HostFilteringOptions>(options => options.AllowedHosts = ["*"]);
    }

    /// <summary>Must come first in the pipeline.</summary>
    public static void UsePlatformSecurity(this WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<HostGuard>();
        app.UseMiddleware<OriginGuard>();
    }
}
