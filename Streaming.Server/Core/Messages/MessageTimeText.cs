namespace Streaming.Server.Core.Messages;

/// <summary>
/// Formats the times of consecutive messages as <see cref="MessageTime"/> does. Neighbouring messages mostly have the same second, so that
/// only the digits of the microseconds change.
/// </summary>
internal sealed class MessageTimeText
{
    private const int FractionDigits = 6;

    private readonly byte[] _text = new byte[MessageTime.Length + 1];
    private long _second = -1;
    private long _microsecond = -1;

    /// <summary>Returns a time as text in UTF-8, which is valid until the next call.</summary>
    public ReadOnlySpan<byte> Format(DateTime utc)
    {
        var microsecond = utc.Ticks / TimeSpan.TicksPerMicrosecond;
        if (microsecond != _microsecond)
        {
            var (second, fraction) = Math.DivRem(microsecond, 1_000_000);
            if (second != _second)
                MessageTime.Format(utc, _text);
            else
                WriteFraction((int)fraction);
            (_second, _microsecond) = (second, microsecond);
        }

        return _text.AsSpan(0, MessageTime.Length);
    }

    private void WriteFraction(int fraction)
    {
        for (var i = MessageTime.Length - 2; i >= MessageTime.Length - 1 - FractionDigits; i--)
            (fraction, _text[i]) = (fraction / 10, (byte)('0' + (fraction % 10)));
    }
}
