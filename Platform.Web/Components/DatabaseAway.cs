using Npgsql;
using Platform.Core.Journal;

namespace Platform.Web.Components;

/// <summary>A database that does not answer, as pages tell of it: what they show and what was typed is worth more than an error in its place.</summary>
public static class DatabaseAway
{
    /// <summary>What has happened.</summary>
    public const string Title = "The database does not answer.";

    /// <summary>Of something that was to be written: the answer may be all that was lost.</summary>
    public const string Uncertain = "Whether this was done is not certain: look again when it is back, and then try once more.";

    /// <summary>Both, beside what was typed.</summary>
    public const string OfWriting = Title + " " + Uncertain;

    /// <summary>Of something that was only to be read.</summary>
    public const string OfReading = Title + " Try again when it is back.";

    /// <summary>Whether an exception says this.</summary>
    public static bool Is(Exception error) => error is NpgsqlException or TimeoutException or JournalUnavailableException;
}
