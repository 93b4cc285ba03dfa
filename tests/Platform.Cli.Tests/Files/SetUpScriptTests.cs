using System.Diagnostics;
using System.Reflection.PortableExecutable;
using Platform.Cli.Local;

namespace Platform.Cli.Tests.Files;

/// <summary>The functions of scripts/setup.sh that decide and refuse, run by bash.</summary>
public class SetUpScriptTests
{
    [Fact]
    public async Task Too_little_space_is_refused_with_the_folder_and_what_is_needed()
    {
        var (exitCode, error) = await BashAsync("require_space /tmp/not/there/yet 999999999 building");

        Assert.Equal(1, exitCode);
        Assert.Contains("error: building needs about 999999999 MB in /tmp", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_space_that_is_asked_for_is_that_of_what_is_missing_and_the_refusal_says_how_to_install_it()
    {
        var (_, few) = await BashAsync("space_of libxgboost0 >&2");
        var (_, many) = await BashAsync("space_of postgresql-15 libtorch-dev libopenblas0-openmp libxgboost0 libvips42 g++ nodejs npm chromium-headless-shell >&2");
        var (exitCode, error) = await BashAsync("df() { printf 'x\\nx x x 50 x x\\n'; }; sudo() { :; }; missing_packages() { echo libxgboost0; }; install_missing_packages");

        Assert.Equal("100", few.Trim());
        Assert.InRange(int.Parse(many.Trim(), System.Globalization.CultureInfo.InvariantCulture), 3000, 6000);
        Assert.Equal(1, exitCode);
        Assert.Contains("installing libxgboost0 needs about 100 MB in /usr, where only 50 MB are free", error, StringComparison.Ordinal);
        Assert.Contains("apt-get install --no-install-recommends libxgboost0", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_sdk_is_named_with_where_to_get_it()
    {
        var (exitCode, error) = await BashAsync("PATH=/nowhere; require_sdk");

        Assert.Equal(1, exitCode);
        Assert.Contains(".NET 10 SDK is missing", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_compiler_is_among_the_packages()
    {
        var (_, error) = await BashAsync("PATH=/nowhere; missing_packages >&2");

        Assert.Contains("g++", error.Split('\n'));
    }

    [Fact]
    public async Task A_changed_file_changes_the_fingerprint_of_the_sources_and_an_unchanged_tree_does_not()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Combine("a.cs"), "class A;", TestContext.Current.CancellationToken);
        Directory.CreateDirectory(folder.Combine("bin"));

        var (_, error) = await BashAsync(
            $$"""
            root='{{folder.Path}}'
            source_fingerprint >&2
            touch "$root/bin/ignored.cs" "$root/notes.txt" "$root/digit.json"
            mkdir "$root/home" "$root/tests"
            touch "$root/home/postgres.json"
            source_fingerprint >&2
            echo 'class B;' >"$root/b.cs"
            source_fingerprint >&2
            echo '{}' >"$root/tests/golden.json"
            source_fingerprint >&2
            echo '{ }' >"$root/global.json"
            source_fingerprint >&2
            """);

        var prints = error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, prints.Length);
        Assert.Equal(prints[0], prints[1]);
        Assert.Equal(4, prints.Distinct().Count());
    }

    [Fact]
    public async Task What_is_compiled_ahead_has_the_machines_code_in_it_and_is_left_as_it_is_the_next_time()
    {
        using var folder = new TemporaryFolder();
        var built = Directory.CreateDirectory(folder.Combine("bin/Release/net10.0")).FullName;
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll"))
            File.Copy(file, Path.Combine(built, Path.GetFileName(file)));
        var search = Path.Combine(built, "Search.dll");
        File.Copy(Path.Combine(Repository.FindRoot(), "Search/obj/Release/net10.0/Search.dll"), search, overwrite: true); // as the compiler of C# wrote it
        Assert.False(HasMachineCode(search));

        var (exitCode, error) = await BashAsync(
            $$"""
            root='{{folder.Path}}' stamps='{{folder.Path}}/stamps'
            find_compiler >&2 || exit 77
            if ! compile_ahead >&2; then exit 1; fi
            cp -p "$root/bin/Release/net10.0/Search.dll" "$root/first"
            touch -d '2020-01-01' "$root/bin/Release/net10.0/Search.dll"
            if ! compile_ahead >&2; then exit 2; fi
            """);

        Assert.SkipWhen(exitCode == 77, $"The compiler is not to be had here: {error}");
        Assert.True(exitCode == 0, error);
        Assert.True(HasMachineCode(search));
        Assert.Equal(await File.ReadAllBytesAsync(folder.Combine("first"), TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(search, TestContext.Current.CancellationToken));
        Assert.Equal(2020, File.GetLastWriteTimeUtc(search).Year);
    }

    private static bool HasMachineCode(string file)
    {
        using var reader = new PEReader(File.OpenRead(file));
        return reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }

    private static async Task<(int ExitCode, string Error)> BashAsync(string script)
    {
        var root = Repository.FindRoot();
        var start = new ProcessStartInfo("/bin/bash", ["-c", $"set -euo pipefail; root='{root}'; source '{root}/scripts/setup.sh'; {script}"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, error);
    }
}
