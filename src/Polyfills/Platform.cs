using System.Runtime.ExceptionServices;

namespace System;

/// <summary>Members of classes of the platform.</summary>
internal static class Platform
{
    private static readonly Random SharedRandom = new();

    extension(OperatingSystem)
    {
        /// <summary>What .NET runs in a browser takes the build for .NET 8.</summary>
        public static bool IsBrowser() => false;
    }

    extension(ExceptionDispatchInfo)
    {
        [System.Diagnostics.CodeAnalysis.DoesNotReturn]
        public static void Throw(Exception source) => ExceptionDispatchInfo.Capture(source).Throw();
    }

    extension(Math)
    {
        public static long Clamp(long value, long min, long max) => Math.Max(min, Math.Min(value, max));
    }

    extension(char)
    {
        public static bool IsAsciiDigit(char c) => c is >= '0' and <= '9';
    }

    extension(Random)
    {
        /// <summary>One for all; it has to be locked while asked.</summary>
        public static Random Shared => SharedRandom;
    }
}
