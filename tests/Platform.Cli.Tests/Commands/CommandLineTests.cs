namespace Platform.Cli.Tests.Commands;

public class CommandLineTests
{
    [Theory]
    [InlineData("sweep", "lunch")]
    [InlineData("sweep", "launch")]
    [InlineData("sweep", "priority", "abc", "high")]
    [InlineData("run", "compare", "only-one")]
    [InlineData("model", "promote", "trial-a-1")]
    [InlineData("model", "alias", "digits", "champion", "v2")]
    [InlineData("model", "export", "digits")]
    [InlineData("model", "export", "digits@champion", "--format", "pickle")]
    [InlineData("no-such-command")]
    public async Task A_wrong_command_line_ends_with_2_and_says_why_on_standard_error(params string[] args)
    {
        var run = await CliRun.Of(args);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.NotEmpty(run.Error);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task A_misspelt_command_is_answered_with_the_nearest_one()
    {
        var run = await CliRun.Of("sweep", "launhc");

        Assert.Contains("launch", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_goes_to_standard_output_and_ends_with_0()
    {
        var run = await CliRun.Of("sweep", "--help");

        Assert.Equal(ExitCodes.Ok, run.ExitCode);
        Assert.Contains("launch", run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task A_platform_that_does_not_answer_ends_with_3_and_names_its_address()
    {
        var run = await CliRun.Of("sweep", "list", "--url", "http://127.0.0.1:9");

        Assert.Equal(ExitCodes.Unreachable, run.ExitCode);
        Assert.Contains("http://127.0.0.1:9", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_url_without_a_scheme_ends_with_2()
    {
        var run = await CliRun.Of("sweep", "list", "--url", "localhost");

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("http://127.0.0.1:8080", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sweep_file_that_is_not_there_is_named_before_anything_starts()
    {
        var run = await CliRun.Of("sweep", "launch", "/no/such/sweep.yaml");

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("/no/such/sweep.yaml", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_benchmark_is_answered_with_the_known_ones()
    {
        var run = await CliRun.Of("bench", "speed");

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("overhead", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_foresaw_is_one_line_and_an_exit_code()
    {
        using var home = new TemporaryFolder();
        Directory.CreateDirectory(home.Combine("postgres-password")); // where a file should be

        var run = await CliRun.Of(new Dictionary<string, string> { ["PLATFORM_HOME"] = home.Path }, "database");

        Assert.Equal(ExitCodes.Unreachable, run.ExitCode);
        Assert.StartsWith("error: ", Assert.Single(run.Error.Trim().Split(Environment.NewLine)), StringComparison.Ordinal);
        Assert.Contains("postgres-password", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_port_is_refused_before_anything_starts()
    {
        var run = await CliRun.Of(new Dictionary<string, string> { ["PLATFORM_PORT"] = "http" }, "up");

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("PLATFORM_PORT is 'http'", run.Error, StringComparison.Ordinal);
    }
}
