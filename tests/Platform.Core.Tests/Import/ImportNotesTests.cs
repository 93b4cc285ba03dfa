using Platform.Core.Import;
using Xunit;

namespace Platform.Core.Tests.Import;

public class ImportNotesTests
{
    [Fact]
    public void Notes_of_several_threads_are_all_counted()
    {
        var notes = new ImportNotes();
        Parallel.For(0, 40_000, i => notes.LeaveOut($"place {i % 20_000}", "why"));
        Assert.Equal(ImportNotes.Most, notes.All.Count);
        Assert.Equal(40_000, notes.All.Sum(note => note.Count) + notes.Further);
    }
}
