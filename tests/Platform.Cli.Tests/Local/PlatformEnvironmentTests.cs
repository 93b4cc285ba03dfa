using Platform.Cli.Local;

namespace Platform.Cli.Tests.Local;

public class PlatformEnvironmentTests
{
    [Fact]
    public void Without_variables_everything_lies_in_the_repository()
    {
        var environment = Read([]);

        Assert.Equal("/repository/.platform", environment.Home);
        Assert.False(environment.HomeIsChosen);
        Assert.Equal("/repository/data", environment.Data);
        Assert.Equal(8080, environment.Port);
        Assert.False(environment.PortIsChosen);
        Assert.Null(environment.ConnectionString);
    }

    [Fact]
    public void Relative_folders_are_relative_to_where_the_command_was_typed()
    {
        var environment = Read(new() { ["PLATFORM_HOME"] = "home", ["PLATFORM_DATA"] = "../sets" });

        Assert.Equal("/typed/here/home", environment.Home);
        Assert.True(environment.HomeIsChosen);
        Assert.Equal("/typed/sets", environment.Data);
    }

    [Fact]
    public void A_blank_variable_counts_as_not_set()
    {
        var environment = Read(new() { ["PLATFORM_HOME"] = " ", ["ConnectionStrings__Platform"] = "" });

        Assert.Equal("/repository/.platform", environment.Home);
        Assert.Null(environment.ConnectionString);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("80a")]
    [InlineData("-1")]
    public void A_port_that_is_none_is_refused_by_name(string port)
    {
        var error = Assert.Throws<CliException>(() => Read(new() { ["PLATFORM_PORT"] = port }));

        Assert.Contains($"PLATFORM_PORT is '{port}'", error.Message, StringComparison.Ordinal);
    }

    private static PlatformEnvironment Read(Dictionary<string, string> variables) =>
        PlatformEnvironment.Read(name => variables.GetValueOrDefault(name), "/repository", "/typed/here");
}
