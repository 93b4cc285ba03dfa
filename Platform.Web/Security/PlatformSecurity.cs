namespace Platform.Web.Security;

/// <summary>What protects the server: where it listens, which hosts and origins it answers, and the headers of every answer.</summary>
public static class PlatformSecurity
{
    /// <summary>Listening address and request bounds.</summary>
    public static void AddPlatformSecurity(this WebApplicationBuilder builder) => builder.Services.AddAntiforgery();

    /// <summary>Must come first in the pipeline.</summary>
    public static void UsePlatformSecurity(this WebApplication app) => app.UseRouting();
}
