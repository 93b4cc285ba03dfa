using System.Text;
using Platform.Client.Delivery;
using Xunit;

namespace Platform.Web.Tests.Client;

public sealed class SpoolTests : IDisposable
{
    private const long Limit = 10_000;
    private readonly string _folder = Directory.CreateTempSubdirectory("platform-spool-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Entries_come_back_in_order_and_once_also_in_another_process()
    {
        using (var spool = Open())
        {
            foreach (var step in Enumerable.Range(0, 3))
                Assert.True(spool.TryAppend(Points(step), out _));
            spool.Delivered(spool.Peek()!);
        }

        using var later = Open();
        Assert.Equal([1L, 2L], Drain(later));
        Assert.Empty(Spool.Waiting(_folder));
    }

    [Fact]
    public void A_line_that_a_crash_cut_off_or_damaged_is_passed_over()
    {
        using (var spool = Open())
            Assert.True(spool.TryAppend(Points(0), out _));
        File.AppendAllText(Path.Combine(_folder, "run.jsonl"), "{\"entry\":\"nonsense\"}\n{\"entry\":\"ba");
        using var later = Open();
        Assert.Equal([0L], Drain(later));
        Assert.True(later.IsEmpty);
        Assert.Equal(2, later.TakeDamaged());
    }

    [Fact]
    public void What_comes_after_a_line_that_a_crash_cut_off_is_whole()
    {
        using (var spool = Open())
            Assert.True(spool.TryAppend(Points(0), out _));
        File.AppendAllText(Path.Combine(_folder, "run.jsonl"), "{\"entry\":\"ba" + new string('x', 100_000));
        using (var spool = Open())
            Assert.True(spool.TryAppend(Points(1), out _));

        using var later = Open();
        Assert.Equal([0L, 1L], Drain(later));
        Assert.Equal(0, later.TakeDamaged());
    }

    [Fact]
    public void A_place_left_without_its_entries_counts_nothing_as_delivered()
    {
        File.WriteAllText(Path.Combine(_folder, "run.at"), "5000");
        using (var spool = Open())
            Assert.True(spool.TryAppend(Points(3), out _));
        using var later = Open();
        Assert.Equal([3L], Drain(later));
        Assert.False(File.Exists(Path.Combine(_folder, "run.at")));
    }

    [Fact]
    public void A_disk_that_is_full_costs_the_entry_and_no_other()
    {
        var disk = Path.Combine(_folder, "disk");
        using var tiny = TinyDisk.TryMount(disk, kilobytes: 32);
        Assert.SkipWhen(tiny is null, "A tmpfs cannot be mounted here, so no disk of its own can be filled.");
        using var spool = Spool.TryOpen(disk, "run", 1 << 20)!;
        Assert.True(spool.TryAppend(Points(0), out _));
        Assert.False(spool.TryAppend(Long(100_000), out var why));
        Assert.Contains("space", why, StringComparison.OrdinalIgnoreCase);
        Assert.False(spool.TryAppend(Points(1) with { Params = Long(50_000).Params }, out _));
        Assert.True(spool.TryAppend(Points(2), out _));

        var file = Path.Combine(_folder, "large.bin");
        File.WriteAllBytes(file, new byte[100_000]);
        Assert.False(spool.TryAppend(new ArtifactEntry("large.bin", file, Owned: false), out _));
        Assert.True(spool.TryAppend(Points(3), out _));
        Assert.DoesNotContain(Directory.GetFiles(disk, "*", SearchOption.AllDirectories), left => new FileInfo(left).Length > 10_000);
        Assert.Equal([0L, 2L, 3L], Drain(spool));
        Assert.Equal(0, spool.TakeDamaged());
    }

    [Fact]
    public void A_spool_is_one_process_at_a_time()
    {
        using var spool = Open();
        Assert.Null(Spool.TryOpen(_folder, "run", Limit));
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_what_was_there_stays()
    {
        using var spool = Open();
        Assert.True(spool.TryAppend(Points(7), out _));
        Assert.False(spool.TryAppend(Long((int)Limit), out var why));
        Assert.Contains("10000 bytes", why, StringComparison.Ordinal);
        Assert.Equal([7L], Drain(spool));
    }

    [Fact]
    public void Copies_count_towards_the_limit_and_a_file_for_which_there_is_no_room_is_sent_from_where_it_lies()
    {
        var file = Path.Combine(_folder, "checkpoint.bin");
        File.WriteAllBytes(file, new byte[4_000]);
        using (var spool = Open())
        {
            Assert.All(Enumerable.Range(0, 3), i => Assert.True(spool.TryAppend(new ArtifactEntry($"{i}.bin", file, Owned: false), out _)));
            Assert.False(spool.TryAppend(Long(3_000), out _));
        }
        Assert.Equal(2, Directory.GetFiles(Path.Combine(_folder, "run.files")).Length);

        using var later = Open();
        Assert.False(later.TryAppend(Long(3_000), out _));
        foreach (var owned in new[] { true, true, false })
        {
            var head = later.Peek()!;
            Assert.Equal((owned, !owned), (((ArtifactEntry)head.Entry).Owned, ((ArtifactEntry)head.Entry).File == file));
            later.Delivered(head);
            Assert.Equal(!owned, File.Exists(((ArtifactEntry)head.Entry).File));
        }
        Assert.True(later.TryAppend(Long(9_000), out _));
    }

    [Fact]
    public void A_copy_that_was_the_last_entry_goes_with_it()
    {
        var file = Path.Combine(_folder, "checkpoint.bin");
        File.WriteAllBytes(file, new byte[4_000]);
        using var spool = Open();
        Assert.True(spool.TryAppend(new ArtifactEntry("a.bin", file, Owned: false), out _));
        spool.Delivered(spool.Peek()!);
        Assert.True(spool.IsEmpty);
        Assert.False(Directory.Exists(Path.Combine(_folder, "run.files")));
    }

    [Fact]
    public void Where_delivered_entries_cannot_be_deleted_later_ones_are_not_written_over_them()
    {
        var place = Path.Combine(_folder, "run.at");
        using (var spool = Open())
        {
            Assert.True(spool.TryAppend(Points(0), out _));
            Assert.True(spool.TryAppend(Points(1), out _));
            spool.Delivered(spool.Peek()!);
            File.Delete(place);
            Directory.CreateDirectory(place); // cannot be deleted as a file
            Assert.ThrowsAny<Exception>(() => spool.Delivered(spool.Peek()!));
            Assert.True(spool.TryAppend(Points(123_456), out _));
            Assert.Equal(123_456, ((BatchEntry)spool.Peek()!.Entry).Points[0].Step);
        }
        Directory.Delete(place);

        using var later = Open();
        Assert.Equal([0L, 1L, 123_456L], Drain(later)); // the place is lost, so all of it comes again
        Assert.Equal(0, later.TakeDamaged());
    }

    [Fact]
    public void What_was_delivered_is_cut_off_while_something_always_waits()
    {
        var (file, longest) = (Path.Combine(_folder, "run.jsonl"), 0L);
        using (var spool = Spool.TryOpen(_folder, "run", 100_000)!)
        {
            Assert.True(spool.TryAppend(Points(0), out _));
            for (var step = 1; step <= 400; step++)
            {
                Assert.True(spool.TryAppend(Points(step) with { Params = Long(20_000).Params }, out _));
                Assert.Equal(step - 1, ((BatchEntry)spool.Peek()!.Entry).Points[0].Step);
                spool.Delivered(spool.Peek()!);
                longest = Math.Max(longest, new FileInfo(file).Length);
            }
            Assert.InRange(longest, 1 << 20, (1 << 20) + 100_000);
        }
        File.WriteAllText(file + ".new", "what a crash left");

        using var later = Open();
        Assert.False(File.Exists(file + ".new"));
        Assert.Equal([400L], Drain(later));
        Assert.Equal(0, later.TakeDamaged());
    }

    [Fact]
    public void An_entry_that_is_moved_back_comes_last_with_its_file()
    {
        var file = Path.Combine(_folder, "checkpoint.bin");
        File.WriteAllBytes(file, new byte[4_000]);
        using (var spool = Open())
        {
            Assert.True(spool.TryAppend(new ArtifactEntry("a.bin", file, Owned: false), out _));
            Assert.True(spool.TryAppend(Points(1), out _));
            Assert.True(spool.TryMoveBack(spool.Peek()!));
            Assert.IsType<BatchEntry>(spool.Peek()!.Entry);
            spool.Delivered(spool.Peek()!);
        }

        using var later = Open();
        var head = later.Peek()!;
        Assert.Equal(4_000, new FileInfo(((ArtifactEntry)head.Entry).File).Length);
        later.Delivered(head);
        Assert.True(later.IsEmpty);
    }

    [Fact]
    public void A_file_that_a_crash_left_in_two_places_stays_until_the_last()
    {
        var file = Path.Combine(_folder, "checkpoint.bin");
        File.WriteAllBytes(file, new byte[4_000]);
        using (var spool = Open())
        {
            Assert.True(spool.TryAppend(new ArtifactEntry("a.bin", file, Owned: false), out _));
            Assert.True(spool.TryAppend(Points(1), out _));
            Assert.True(spool.TryMoveBack(spool.Peek()!));
        }
        File.Delete(Path.Combine(_folder, "run.at")); // as it was before

        using var later = Open();
        var first = later.Peek()!;
        later.Delivered(first);
        Assert.IsType<BatchEntry>(later.Peek()!.Entry);
        later.Delivered(later.Peek()!);
        Assert.True(later.TryAppend(Points(2), out _));
        var second = later.Peek()!;
        Assert.Equal(first.Entry, second.Entry);
        Assert.Equal(4_000, new FileInfo(((ArtifactEntry)second.Entry).File).Length);
        later.Delivered(second);
        Assert.False(File.Exists(((ArtifactEntry)second.Entry).File));
        Assert.Equal([2L], Drain(later));
    }

    [Fact]
    public void An_entry_whose_place_cannot_be_written_is_not_moved_back()
    {
        var partial = Path.Combine(_folder, "run.at.new");
        using (var spool = Open())
        {
            Assert.True(spool.TryAppend(Points(1), out _));
            Assert.True(spool.TryAppend(Points(2), out _));
            Directory.CreateDirectory(partial); // cannot be written as a file
            Assert.False(spool.TryMoveBack(spool.Peek()!));
            Assert.Equal(1, ((BatchEntry)spool.Peek()!.Entry).Points[0].Step);
            Directory.Delete(partial);
        }
        using var later = Open();
        Assert.Equal([1L, 2L], Drain(later));
    }

    [Fact]
    public void A_file_that_cannot_be_opened_as_it_is_shortened_is_opened_later()
    {
        var (file, aside) = (Path.Combine(_folder, "run.jsonl"), Path.Combine(_folder, "aside"));
        using var spool = Spool.TryOpen(_folder, "run", 4 << 20)!;
        Assert.True(spool.TryAppend(Long(1_200_000), out _));
        Assert.True(spool.TryAppend(Points(1), out _));
        var head = spool.Peek()!;
        File.Move(file, aside);
        Directory.CreateDirectory(file);
        spool.Delivered(head);
        Assert.True(Assert.ThrowsAny<Exception>(() => spool.Peek()) is IOException or UnauthorizedAccessException);
        Directory.Delete(file);
        File.Move(aside, file);
        Assert.Equal([1L], Drain(spool));
    }

    [Fact]
    public void Every_kind_of_entry_and_of_number_survives()
    {
        Entry[] entries =
        [
            new CreateEntry("e", null, "u", 5, new Dictionary<string, string>(StringComparer.Ordinal) { ["k"] = "ü\n" }, "parent"),
            new BatchEntry([new Point("a", double.NaN, long.MinValue, long.MaxValue), new Point("b", -0.0, 1, 2)], new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal)),
            new ArtifactEntry("p/q", "/tmp/x", Owned: true), new EndEntry(Platform.Client.RunStatus.Killed, 9),
        ];
        Assert.All(entries, entry => Assert.Equal(Encoding.UTF8.GetString(EntryJson.Write(entry)), Encoding.UTF8.GetString(EntryJson.Write(EntryJson.TryRead(EntryJson.Write(entry))!))));
        Assert.True(double.IsNaN(((BatchEntry)EntryJson.TryRead(EntryJson.Write(entries[1]))!).Points[0].Value));
    }

    private Spool Open() => Spool.TryOpen(_folder, "run", Limit)!;

    private static BatchEntry Points(long step) =>
        new([new Point("loss", 0.5, step, 1)], new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));

    private static BatchEntry Long(int characters) =>
        new([], new Dictionary<string, string>(StringComparer.Ordinal) { ["long"] = new string('x', characters) }, new Dictionary<string, string>(StringComparer.Ordinal));

    private static List<long> Drain(Spool spool)
    {
        var steps = new List<long>();
        while (spool.Peek() is { } head)
        {
            steps.Add(((BatchEntry)head.Entry).Points[0].Step);
            spool.Delivered(head);
        }
        return steps;
    }
}
