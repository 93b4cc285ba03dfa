namespace Platform.Client.Delivery;

/// <summary>What became of one entry that was sent.</summary>
/// <param name="Outcome">Whether to go on.</param>
/// <param name="Message">The server's or the network's words where it was not taken.</param>
/// <param name="Alone">Of what is to come later: the server has just answered, so that it may be this entry alone.</param>
internal readonly record struct SendResult(SendOutcome Outcome, string Message = "", bool Alone = false);

internal enum SendOutcome
{
    Taken,

    /// <summary>Worth another try later: what answered was not the server, or it said nothing about the entry itself.</summary>
    Later,

    /// <summary>Nothing answered: worth another try later, and until then not worth one with another entry.</summary>
    Away,

    /// <summary>Wrong for good, in the server's own words.</summary>
    Refused,
}
