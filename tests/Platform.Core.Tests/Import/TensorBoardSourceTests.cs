using Platform.Core.Import;
using Platform.Core.Import.TensorBoard;
using Platform.Core.Tracking;
using Xunit;

namespace Platform.Core.Tests.Import;

public sealed class TensorBoardSourceTests : IDisposable
{
    private readonly SourceFolder _folder = new();
    private readonly ImportNotes _notes = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_checksum_is_the_standards_and_masked()
    {
        // RFC 3720, B.4: 32 bytes of zeros give 8a9136aa; and the usual check value of "123456789", e3069283.
        Assert.Equal(0x8a9136aau, Unmasked(Crc32C.Masked(new byte[32])));
        Assert.Equal(0xe3069283u, Unmasked(Crc32C.Masked("123456789"u8)));

        static uint Unmasked(uint masked) => uint.RotateLeft(masked - 0xa282ead8, 15);
    }

    [Fact]
    public async Task Each_folder_is_a_run_and_every_form_of_scalar_a_point()
    {
        _folder.Write("a/events.out.tfevents.1.host", new EventFile().Version(1700000000.25)
            .Simple(1700000001.5, 1, "loss", 0.1f).Simple(1700000002, 2, "loss", float.NaN).Simple(1700000002, 3, "odd tag!", 1)
            .ToArray());
        byte[] shape = EventFile.Bytes(2, EventFile.Bytes(2, EventFile.Varint(1, 1))); // one dimension of one
        _folder.Write("b/deep/events.out.tfevents.1.host", new EventFile().Version(1700000000)
            .Tensor(1700000001, 1, "float_val", [.. EventFile.Varint(1, 1), .. EventFile.Bytes(2, []), .. EventFile.Bytes(5, BitConverter.GetBytes(0.5f))])
            .Tensor(1700000001, 1, "float_plain", [.. EventFile.Varint(1, 1), .. EventFile.Single(5, 0.25f)])
            .Tensor(1700000001, 1, "double_content", [.. EventFile.Varint(1, 2), .. shape, .. EventFile.Bytes(4, BitConverter.GetBytes(1e-300))])
            .Tensor(1700000001, 1, "int_content", [.. EventFile.Varint(1, 3), .. EventFile.Bytes(4, BitConverter.GetBytes(-7))])
            .Tensor(1700000001, 1, "int64_val", [.. EventFile.Varint(1, 9), .. EventFile.Bytes(10, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01])])
            .Tensor(1700000001, 1, "half_val", [.. EventFile.Varint(1, 19), .. EventFile.Bytes(13, [0x80, 0x78])]) // 0x3c00
            .Tensor(1700000001, 1, "bfloat_content", [.. EventFile.Varint(1, 14), .. EventFile.Bytes(4, [0x80, 0x3f])])
            .ToArray());

        var runs = await ReadAsync();
        Assert.Equal(["a", "b/deep"], runs.Select(run => run.Run.Name));
        Assert.Equal(
            [new("loss", 1, 1700000001500, 0.1f), new("loss", 2, 1700000002000, double.NaN), new("odd tag_", 3, 1700000002000, 1)], runs[0].Points);
        Assert.Equal(1_700_000_000_250, runs[0].Run.StartTime);
        Assert.Equal([0.5, 0.25, 1e-300, -7, -1, 1, 1], runs[1].Points.Select(point => point.Value));
        Assert.Contains("'odd tag!' is called 'odd tag_' here", Assert.Single(_notes.All).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hyperparameters_become_parameters_status_and_times()
    {
        byte[] start =
        [
            .. Param("lr", EventFile.Double(2, 1e-5)), .. Param("units", EventFile.Double(2, 32)), .. Param("name", EventFile.Bytes(3, "adam"u8)), .. Param("flip", EventFile.Varint(4, 1)),
            .. Param("nothing", EventFile.Varint(1, 0)), .. Param("odd!", EventFile.Double(2, double.NaN)),
            .. Param("sizes", EventFile.Bytes(6, [.. EventFile.Bytes(1, EventFile.Double(2, 8)), .. EventFile.Bytes(1, EventFile.Bytes(3, "a"u8))])),
            .. EventFile.Bytes(4, "group-7"u8), .. EventFile.Double(5, 1700000000.5),
        ];
        byte[] end = [.. EventFile.Varint(1, 2), .. EventFile.Double(2, 1700000009)];
        _folder.Write("events.out.tfevents.1.host", new EventFile().Version(1700000000).HParams(1700000000, "_hparams_/experiment", EventFile.Bytes(2, EventFile.Bytes(6, "x"u8)), withTensor: true).ToArray());
        _folder.Write("a/events.out.tfevents.1.host", new EventFile().Version(1700000000).HParams(1700000001, "_hparams_/session_start_info", EventFile.Bytes(3, start), withTensor: true)
            .Simple(1700000002, 1, "accuracy", 0.5f).Simple(1700000003, 2, "accuracy", 0.75f).HParams(1700000009, "_hparams_/session_end_info", EventFile.Bytes(4, end)).ToArray());

        var (run, points, _) = Assert.Single(await ReadAsync());

        Assert.Equal(
            new Dictionary<string, string> { ["lr"] = "1e-05", ["units"] = "32", ["name"] = "adam", ["flip"] = "True", ["nothing"] = "None", ["odd_"] = "NaN", ["sizes"] = """[8,"a"]""" }, run.Params);
        Assert.Equal(("a", RunStatus.Failed, 1_700_000_000_500L, 1_700_000_009_000L, "group-7"), (run.Name, run.Status, run.StartTime, run.EndTime, run.Tags["tensorboard.hparams.group"]));
        Assert.Equal(["accuracy", "accuracy"], points.Select(point => point.Key));
        Assert.Equal(2, _notes.All.Count);
        Assert.Contains(_notes.All, note => note.Where == "." && note.Why.Contains("is no run", StringComparison.Ordinal));
        Assert.Contains(_notes.All, note => note.Where == "a" && note.Why.StartsWith("the hyperparameter 'odd!' is called 'odd_'", StringComparison.Ordinal));

        static byte[] Param(string name, byte[] value) => EventFile.Bytes(1, [.. EventFile.Bytes(1, System.Text.Encoding.UTF8.GetBytes(name)), .. EventFile.Bytes(2, value)]);
    }

    [Fact]
    public async Task Other_kinds_are_left_out_and_counted()
    {
        byte[] two = EventFile.Bytes(2, EventFile.Bytes(2, EventFile.Varint(1, 2)));
        _folder.Write("events.out.tfevents.1.host", new EventFile().Version(1700000000).Other(1700000001, 1, "p", 4).Other(1700000001, 1, "h", 5).Other(1700000001, 2, "h", 5)
            .Tensor(1700000001, 1, "t", [.. EventFile.Varint(1, 1), .. two, .. EventFile.Bytes(4, new byte[8])]).Record([0xff, 0xff]).ToArray());
        Assert.Empty(Assert.Single(await ReadAsync()).Points);
        Assert.Equal([1L, 2, 1, 1], _notes.All.Select(note => note.Count));
    }

    [Fact]
    public async Task A_damaged_record_costs_what_follows_it_and_a_cut_one_itself()
    {
        var whole = new EventFile().Version(1700000000).Simple(1700000001, 1, "loss", 1).ToArray();
        var more = new EventFile().Simple(1700000002, 2, "loss", 2).Simple(1700000003, 3, "loss", 3).ToArray();
        more[20] ^= 1;
        _folder.Write("damaged/events.out.tfevents.1.host", [.. whole, .. more]);
        _folder.Write("damaged/events.out.tfevents.2.host", new EventFile().Simple(1700000004, 4, "loss", 4).ToArray());
        _folder.Write("cut/events.out.tfevents.1.host", [.. whole, .. more[..30]]);
        _folder.Write("no/events.out.tfevents.1.host", [1, 2, 3]);

        var runs = await ReadAsync();
        Assert.Equal(["cut", "damaged"], runs.Select(run => run.Run.Name));
        Assert.Equal([1L], runs[0].Points.Select(point => point.Step));
        Assert.Equal([1L, 4], runs[1].Points.Select(point => point.Step));
        Assert.Contains(_notes.All, note => note.Why.Contains($"damaged at byte {whole.Length}", StringComparison.Ordinal));
        Assert.Contains(_notes.All, note => note.Why.Contains("in the middle of a record", StringComparison.Ordinal));
        Assert.Contains(_notes.All, note => note.Where == "no");
    }

    [Fact]
    public async Task A_run_that_grows_stays_the_same_run()
    {
        var file = new EventFile().Version(1700000000).Simple(1700000001, 1, "loss", 1);
        _folder.Write("a/events.out.tfevents.1.host", file.ToArray());
        var before = Assert.Single(await ReadAsync()).Run.Id;
        _folder.Write("a/events.out.tfevents.1.host", file.Simple(1700000002, 2, "loss", 2).ToArray());
        _folder.Write("a/events.out.tfevents.2.host", new EventFile().Version(1700000009).ToArray());
        Assert.Equal(before, Assert.Single(await ReadAsync()).Run.Id);
        _folder.Write("a/events.out.tfevents.1.host", new EventFile().Version(1800000000).ToArray());
        Assert.NotEqual(before, Assert.Single(await ReadAsync()).Run.Id);
    }

    [Fact]
    public async Task A_folder_is_the_same_source_with_a_slash_at_its_end_and_behind_a_link()
    {
        _folder.Write("logs/events.out.tfevents.1.host", new EventFile().Version(1700000000).ToArray());
        Directory.CreateSymbolicLink(_folder.Path("named"), _folder.Path("logs"));
        var plain = Assert.Single(await SourceFolder.ReadAsync(new TensorBoardSource(_folder.Path("logs"), null, _notes))).Run;
        var slash = Assert.Single(await SourceFolder.ReadAsync(new TensorBoardSource(_folder.Path("logs/"), null, _notes))).Run;
        Assert.Equal((plain.Id, "logs", "logs"), (slash.Id, slash.Name, slash.Experiment.Name));
        Assert.Equal("named", Assert.Single(await SourceFolder.ReadAsync(new TensorBoardSource(_folder.Path("named"), "e", _notes))).Run.Name);
        Assert.Equal("named", Assert.Single(await SourceFolder.ReadAsync(new TensorBoardSource(_folder.Path("named/"), "e", _notes))).Run.Name);
        Assert.Empty(_notes.All);
    }

    [Fact]
    public async Task Tags_that_clean_to_the_same_name_stay_apart()
    {
        _folder.Write("a/events.out.tfevents.1.host", new EventFile().Version(1700000000)
            .Simple(1700000001, 1, "loss (a)", 1).Simple(1700000001, 1, "loss [a]", 2).Simple(1700000002, 2, "loss (a)", 3).ToArray());
        var points = Assert.Single(await ReadAsync()).Points;
        Assert.Equal("loss _a_", points[0].Key);
        Assert.Matches("^loss _a__[0-9a-f]{8}$", points[1].Key);
        Assert.Equal(points[0].Key, points[2].Key);
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_costs_its_run()
    {
        _folder.Write("a/events.out.tfevents.1.host", new EventFile().Version(1700000000).ToArray());
        var gone = _folder.Write("b/events.out.tfevents.1.host", new EventFile().Version(1700000000).ToArray());
        _folder.Write("c/events.out.tfevents.1.host", new EventFile().Version(1700000000).ToArray());
        var names = new List<string>();
        await foreach (var run in new TensorBoardSource(_folder.Root, "e", _notes).RunsAsync(TestContext.Current.CancellationToken))
        {
            names.Add(run.Name);
            File.Delete(gone); // after it was listed
        }
        Assert.Equal(["a", "c"], names);
        Assert.Contains(_notes.All, note => note.Where == "b/events.out.tfevents.1.host" && note.Why.StartsWith("cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public void Bytes_of_any_kind_are_read_to_an_end()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(60)];
            random.NextBytes(bytes);
            EventMessage.Read(bytes);
            EventMessage.Read([.. EventFile.Bytes(5, EventFile.Bytes(1, EventFile.Bytes(8, bytes)))]);
            foreach (var field in new[] { 1, 2, 3, 4 })
                SessionMessage.Read(EventFile.Bytes(field, bytes));
            SessionMessage.Read(EventFile.Bytes(3, EventFile.Bytes(1, [.. EventFile.Bytes(1, "x"u8), .. EventFile.Bytes(2, EventFile.Bytes(random.Next(5, 7), bytes))])));
        }
    }

    private Task<List<(SourceRun Run, List<SourcePoint> Points, Dictionary<string, byte[]> Files)>> ReadAsync() => SourceFolder.ReadAsync(new TensorBoardSource(_folder.Root, "e", _notes));
}
