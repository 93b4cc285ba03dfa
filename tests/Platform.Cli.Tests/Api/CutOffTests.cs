using Platform.Cli.Api;
using Platform.Cli.Tests.Support;

namespace Platform.Cli.Tests.Api;

public class CutOffTests
{
    [Fact]
    public async Task A_download_that_breaks_off_is_the_platform_s_fault_and_leaves_no_file()
    {
        using var folder = new TemporaryFolder();
        await using var broken = new BrokenServer();
        using var client = new PlatformClient(broken.Address, "me");

        var error = await Assert.ThrowsAsync<CliException>(() => client.DownloadAsync("/model", folder.Combine("model"), TestContext.Current.CancellationToken));

        Assert.Equal(ExitCodes.Unreachable, error.ExitCode);
        Assert.Contains("cut off", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_the_disk_s()
    {
        await using var broken = new BrokenServer();
        using var client = new PlatformClient(broken.Address, "me");

        var error = await Assert.ThrowsAsync<CliException>(() => client.DownloadAsync("/model", "/proc/no-such-folder/model", TestContext.Current.CancellationToken));

        Assert.Equal(ExitCodes.Failed, error.ExitCode);
    }

    [Fact]
    public async Task What_is_read_of_a_file_tells_a_broken_connection_from_a_broken_disk()
    {
        await using var broken = new BrokenServer();
        using var client = new PlatformClient(broken.Address, "me");
        using var file = await client.OpenAsync("/file", TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<HttpIOException>(() => file.Content.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken));
    }
}
