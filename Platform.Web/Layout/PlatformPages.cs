using Radzen;

namespace Platform.Web.Layout;

/// <summary>The pages: Razor components rendered on the server, Radzen's services and the static files.</summary>
public static class PlatformPages
{
    /// <summary>Registers what the pages need.</summary>
    public static void AddPlatformPages(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddRadzenComponents();
    }

    /// <summary>Static files and page routes.</summary>
    public static void MapPlatformPages(this WebApplication app) => app.MapStaticAssets();
}
