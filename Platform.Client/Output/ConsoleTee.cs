using System.Text;

namespace Platform.Client.Output;

/// <summary>Passes what is written to the console on, and gives it to the runs that listen. What they do with it never reaches the writer.</summary>
internal sealed class ConsoleTee(TextWriter console, Action<ReadOnlySpan<char>> heard) : TextWriter(console.FormatProvider)
{
    public override Encoding Encoding => console.Encoding;

    public override void Flush() => console.Flush();

    public override void Write(char value)
    {
        console.Write(value);
        heard([value]);
    }

    public override void Write(string? value)
    {
        console.Write(value);
        heard(value);
    }

    public override void Write(char[] buffer, int index, int count)
    {
        console.Write(buffer, index, count);
        heard(buffer.AsSpan(index, count));
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        console.Write(buffer);
        heard(buffer);
    }

    public override void WriteLine(string? value)
    {
        console.WriteLine(value);
        heard(value + console.NewLine);
    }
}
