using Microsoft.Extensions.Configuration;
using Platform.Web.Api;
using Platform.Web.Security;
using Xunit;

namespace Platform.Web.Tests.Security;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("", "", "http://127.0.0.1:8080")]
    [InlineData("PLATFORM_PORT", "9000", "http://127.0.0.1:9000")]
    [InlineData("Web:Listen", "http://0.0.0.0:80", "http://0.0.0.0:80")]
    [InlineData("urls", "http://localhost:1", null)]
    [InlineData("Kestrel:Endpoints:Http:Url", "http://localhost:1", null)]
    public void The_server_listens_on_loopback_unless_told_otherwise(string key, string value, string? expected) =>
        Assert.Equal(expected, ListenAddress.From(Configuration(key, value)));

    [Theory]
    [InlineData("http")]
    [InlineData("70000")]
    [InlineData("-1")]
    public void A_port_that_is_none_is_refused(string port)
    {
        var error = Assert.Throws<ConfigurationException>(() => ListenAddress.From(Configuration("PLATFORM_PORT", port)));
        Assert.Contains("PLATFORM_PORT", error.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Configuration(string key, string value) =>
        new ConfigurationBuilder().AddInMemoryCollection(key.Length == 0 ? [] : [KeyValuePair.Create(key, (string?)value)]).Build();
}
