namespace Training.Core.Data;

/// <summary>How the missing files of a public data set come here, as lines that can be pasted into a shell.</summary>
/// <param name="Command">Fetches and checks them, in the folder of the platform's clone.</param>
/// <param name="ByHand">The same without the platform, one command each, of which none makes sense after one that failed: for a machine that has a network, or a person who wants to see what is fetched.</param>
/// <param name="Folder">Where the files belong, on the web server's machine.</param>
public sealed record DatasetSteps(string Command, IReadOnlyList<string> ByHand, string Folder);
