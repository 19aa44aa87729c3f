namespace Pictures.Drawings;

/// <summary>The icon: two events, a cut, and the event after it.</summary>
internal static class Icon
{
    public static string Draw() => """
        <svg xmlns="http://www.w3.org/2000/svg" role="img" width="128" height="128" viewBox="0 0 128 128">
          <title>Sse.Reactive</title>
          <rect width="128" height="128" rx="24" fill="#0d419d" />
          <g fill="none" stroke="#fff" stroke-width="7" stroke-linecap="round">
            <path d="M18 64h40" />
            <path d="M66 53l14 22m0 -22l-14 22" stroke="#ff7b72" />
            <path d="M90 64h20" />
          </g>
          <g fill="#79c0ff" stroke="#fff" stroke-width="5">
            <circle cx="26" cy="64" r="12" />
            <circle cx="52" cy="64" r="12" />
            <circle cx="102" cy="64" r="12" fill="#56d364" />
          </g>
        </svg>

        """;
}
