using Platform.Web.Api;
using Platform.Web.Layout;
using Platform.Web.Security;

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
await app.RunAsync();
return 0;
