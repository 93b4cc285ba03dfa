namespace Training.Core.Data;

internal static class DigitPainter
{
    public static void Paint(int digit, CounterRandom random, Span<byte> pixels)
    {
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)((random.Bits(i) >> 60) + ((ulong)(i / 78 == digit ? 1 : 0) * 100));
    }
}
