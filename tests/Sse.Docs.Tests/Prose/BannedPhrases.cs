namespace Sse.Docs.Tests;

/// <summary>The phrases that <see cref="ProseTests"/> rejects, because each has hidden a fact from a reader.</summary>
internal static class BannedPhrases
{
    /// <summary>All of them. A pattern matches no legitimate use of its words: "mend" does not match "recommend".</summary>
    public static readonly IReadOnlyList<BannedPhrase> All =
    [
        // Who is meant?
        new("whoever", "the client / caller / thread that ..."),
        new("nobody", "no subscriber, no client"),
        new("anyone|anybody|somebody", "any caller, a client"),
        new("(?<=[.:;?!] )who(?= [^.?!]*[.])", "the client / caller that ..."),
        new("one's own|of our own", "its own, custom, built-in"),
        new("oneself", "yourself, itself"),
        new("ours", "this library's, the built-in"),

        // What happens?
        new("(is|are|was|were|be|been|being) told", "is reported, is notified, receives"),
        new("told", "is reported, receives"),
        new("tells(?! (you|it|them|clients|servers|(the|a|each|every|its) (client|server|caller|browser|proxy))\\b)", "reports"),
        new("mend|mends|mended", "fix"),
        new("heed|heeds|heeded", "observes (cancellation)"),
        new("(takes?|taking|took) no notice of", "ignores"),
        new("comes? by (a|an|one)", "gets"),
        new("(it|that|which|ID|retry|this|also) counts(?=[.,;:)]| (from|here|if|when|where)\\b)", "is used, applies"),
        new("(is|are|was|were) to be", "must be"),
        new("cannot be (is|are|was)|that cannot be(?= (is|are)\\b|[.,;:)])", "invalid"),
        new("meant so", "intended, by design"),
        new("let go of", "release"),
        new("leaves? word", "notifies"),
        new("comes? to (its|an) end", "ends"),
        new("stands? (behind|before|in for)", "is downstream / upstream of, replaces"),
        new("none is there", "there are none"),
        new("is no (event|checkpoint|number|limit|file|stream)", "is not a ..."),

        // How, when, how many?
        new("by chance", "at random"),
        new("where chance comes from|chance makes|chance adds", "jitter, the source of randomness"),
        new("in good order", "gracefully, cleanly"),
        new("in a hurry", "in bursts, at full rate"),
        new("for ever", "indefinitely, forever"),
        new("rows? of failures|failures? in a row", "consecutive failures"),
        new("(without|no|nothing|gaps? (or|and)|lost (or|and)) doubles?", "duplicates"),
        new("doubled events?", "duplicates"),
        new("without (a|so much as a) word", "silently"),
        new("behind (your|its|the caller's) back", "silently"),
        new("lest", "so that ... not"),
        new("thereof|therein|whereupon|hitherto|hence", "of it, in it, then"),
        new("beside", "next to, compared with"),
        new("whole life|in the life of", "lifecycle"),
        new("makes? a (value|connection|record|list) of", "converts, creates"),
        new("starts? anew|begins? anew", "resets, starts again"),
        new(
            "what (comes(?! (first|later|next|downstream|after))|brings|it brings|has come|is brought|travels|lies)",
            "the bytes / events / chunks that ..."),
        new("says all", "is explanation enough"),
        new("the clocks of", "the timeouts of"),
        new("without a string between", "without an intermediate string"),
        new("verdicts?", "decision"),
        new("pump", "read loop"),
        new("a riddle|kinder|unhurt", "say what happens"),
        new("as it lies|where (it|they) lies?|as they lie", "in place"),
    ];
}
