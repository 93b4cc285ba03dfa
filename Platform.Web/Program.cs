using Npgsql;
using Platform.Core.Journal;
using Platform.Web.Api;
using Platform.Web.Layout;
using Platform.Web.Security;

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddPlatformSecurity();
    builder.AddPlatformApi();
    builder.AddPlatformPages();

    var app = builder.Build();
    app.UsePlatformSecurity();
    app.UsePlatformApi();
    app.UseAntiforgery();
    app.MapPlatformApi();
    app.MapPlatformPages();

    var database = app.Services.GetRequiredService<DatabaseStartup>();
    await database.PrepareAsync();
    await app.RunAsync();
    return database.Refusal is null ? 0 : 1;
}
catch (PostgresException error)
{
    await Console.Error.WriteLineAsync($"The database refuses the server: {error.MessageText}. Mend ConnectionStrings__Platform.");
    return 1;
}
catch (Exception error) when (error is DatabaseVersionException or ConfigurationException)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}
