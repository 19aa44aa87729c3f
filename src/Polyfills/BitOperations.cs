namespace System.Numerics;

internal static class BitOperations
{
    /// <summary>How many zeros there are below the lowest bit; 64 if there is none.</summary>
    public static int TrailingZeroCount(ulong value)
    {
        if (value == 0)
        {
            return 64;
        }

        // The lowest bit alone, times a number whose every six bits in a row differ, tells where it was.
        return TrailingZeros[(int)(((value & (~value + 1)) * DeBruijn) >> 58)];
    }

    /// <summary>The place of the highest bit; 0 for 0.</summary>
    public static int Log2(uint value)
    {
        var log = 0;
        while ((value >>= 1) != 0)
        {
            log++;
        }

        return log;
    }

    /// <summary>A byte further in a CRC-32C (Castagnoli).</summary>
    public static uint Crc32C(uint crc, byte data)
    {
        crc ^= data;
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc >> 1) ^ (0x82F63B78 & (0 - (crc & 1)));
        }

        return crc;
    }

    private const ulong DeBruijn = 0x03F79D71B4CB0A89;

    private static readonly byte[] TrailingZeros = MakeTrailingZeros();

    private static byte[] MakeTrailingZeros()
    {
        var table = new byte[64];
        for (var i = 0; i < 64; i++)
        {
            table[(int)((DeBruijn << i) >> 58)] = (byte)i;
        }

        return table;
    }
}
