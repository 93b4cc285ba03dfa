using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.FileProviders;
using Platform.Core.Tracking;
using Platform.Core.Views;
using Platform.Web.Components;
using Platform.Web.Experiments.Board;
using Platform.Web.Live;
using Platform.Web.Palette;
using Platform.Web.Tracking;
using Radzen;

namespace Platform.Web.Layout;

/// <summary>The pages: Razor components rendered on the server, Radzen's services and the static files.</summary>
public static class PlatformPages
{
    // A browser tells a text as a whole with every letter that is typed; a report may have 200,000 characters, each of which is up to three bytes, or two with an escape.
    private const int LongestMessage = 1 << 20;

    /// <summary>Registers what the pages need beyond the platform's own services.</summary>
    public static void AddPlatformPages(this WebApplicationBuilder builder)
    {
        FindFiles(builder);
        var services = builder.Services;
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(hub => hub.MaximumReceiveMessageSize = LongestMessage);
        services.AddRadzenComponents();
        services.AddSingleton<PageStyles>();
        services.AddScoped<Visitor>();
        services.AddScoped<BrowserLine>().AddScoped<CircuitHandler>(provider => provider.GetRequiredService<BrowserLine>());
        services.AddScoped<Toasts>();
        services.AddScoped<PageActions>().AddScoped<IPaletteSource>(provider => provider.GetRequiredService<PageActions>());
        services.AddScoped<IPaletteSource, MainPages>().AddScoped<IPaletteSource, NamedThings>().AddSingleton<NameSearch>();
        services.AddSingleton<TrackingOverview>().AddSingleton<MetricCurves>().AddScoped<RunEditor>();
        services.AddSingleton<SweepTrends>();
        services.AddSingleton<EpochTimes>().AddSingleton<BoardSnapshots>().AddScoped<BoardScript>();
        services.AddSingleton<HomeReader>().AddSingleton<SweepReader>();
        services.AddSingleton<LiveJournal>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveJournal>());
    }

    /// <summary>Static files and page routes.</summary>
    public static void MapPlatformPages(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapBlazorScript();
        app.Services.GetRequiredService<PageStyles>().Map(app);
        app.MapBoard();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }

    // The server may be started in any folder and environment: from its build folder, where a manifest names the files' places, or
    // from a published one, where they lie beside it.
    private static void FindFiles(WebApplicationBuilder builder)
    {
        builder.WebHost.UseStaticWebAssets();
        var published = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (Directory.Exists(published))
            builder.Environment.WebRootFileProvider = new PhysicalFileProvider(published);
    }
}
