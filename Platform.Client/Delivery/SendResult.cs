namespace Platform.Client.Delivery;

/// <summary>What became of one entry that was sent.</summary>
/// <param name="Outcome">Whether to go on.</param>
/// <param name="Message">The server's or the network's words where it was not taken.</param>
internal readonly record struct SendResult(SendOutcome Outcome, string Message = "");

internal enum SendOutcome
{
    Taken,

    /// <summary>Worth another try later: the server was not there, overloaded or failing.</summary>
    Later,

    /// <summary>Wrong for good.</summary>
    Refused,
}
