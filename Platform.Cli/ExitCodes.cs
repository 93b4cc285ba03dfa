namespace Platform.Cli;

/// <summary>What the process answers to its caller.</summary>
public static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>The command was understood and refused, or what it waited for did not succeed.</summary>
    public const int Failed = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int Usage = 2;

    /// <summary>No platform could be reached or started.</summary>
    public const int Unreachable = 3;
}
