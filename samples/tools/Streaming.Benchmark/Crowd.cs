using System.Net;
using System.Net.Sockets;

namespace Streaming.Benchmark;

/// <summary>
/// Opens many useless connections: half of them send nothing, the others send the headers of a request byte by byte. A connection that the
/// server closes is opened again at its next step.
/// </summary>
internal sealed class Crowd : IDisposable
{
    private const int Threads = 4;
    private const int TurnsPerRound = 200;

    // The time between two steps of a connection; a step sends one byte, or opens the connection again.
    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(10);

    private static readonly byte[] s_request =
        [.. "GET /topics/ticks HTTP/1.1\r\nHost: localhost\r\nX-Long: "u8, .. Enumerable.Repeat((byte)'x', 20_000)];

    private readonly IPEndPoint _server;
    private readonly int _addresses;
    private readonly Stranger[] _strangers;
    private readonly Thread[] _threads;
    private readonly TaskCompletionSource _allHaveCome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _come;
    private volatile bool _ended;

    /// <summary>Starts to open the connections, from the given number of additional local addresses.</summary>
    public Crowd(Uri server, int size, int addresses)
    {
        (_server, _addresses) = (new IPEndPoint(IPAddress.Loopback, server.Port), addresses);
        _strangers = [.. Enumerable.Range(0, size).Select(number => new Stranger(number))];
        _threads = [.. Enumerable.Range(0, Threads)
            .Select(number => new Thread(
            () => Run([.. _strangers.Where(stranger => stranger.Number % Threads == number)])) { IsBackground = true })];
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <summary>Waits until each connection was opened at least once. The server may have closed it since.</summary>
    public Task AllHaveComeAsync(CancellationToken cancellationToken) => _allHaveCome.Task.WaitAsync(cancellationToken);

    /// <summary>The number of connections that are open now.</summary>
    public int CountConnected() => _strangers.Count(stranger => stranger.Socket is { } socket && IsOpen(socket));

    public void Dispose()
    {
        _ended = true;
        foreach (var thread in _threads)
            thread.Join();
        foreach (var stranger in _strangers)
            stranger.Socket?.Dispose();
    }

    private void Run(Stranger[] mine)
    {
        foreach (var stranger in mine)
        {
            if (_ended)
                return;
            Connect(stranger);
            if (Interlocked.Increment(ref _come) == _strangers.Length)
                _allHaveCome.SetResult();
        }

        for (var turn = 0; !_ended; turn = (turn + 1) % TurnsPerRound)
        {
            for (var i = turn; i < mine.Length; i += TurnsPerRound)
                TakeTurn(mine[i]);
            Thread.Sleep(s_turn);
        }
    }

    private void TakeTurn(Stranger stranger)
    {
        if (stranger.Socket is not { } socket || !IsOpen(socket))
        {
            Connect(stranger);
            return;
        }

        if (stranger.IsSilent)
            return;
        try
        {
            socket.Send(s_request.AsSpan(stranger.Sent++ % s_request.Length, 1));
        }
        catch (SocketException)
        {
            // The server has just closed the connection; the next step opens it again.
        }
    }

    private void Connect(Stranger stranger)
    {
        stranger.Socket?.Dispose();
        // The connection is reset without a wait, so that its port is free immediately.
        var socket = new Socket(
            AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            LingerState = new LingerOption(enable: true, seconds: 0)
        };
        (stranger.Socket, stranger.Sent) = (socket, 0);
        try
        {
            socket.Bind(new IPEndPoint(new IPAddress([127, 0, 1, (byte)(1 + (stranger.Number % _addresses))]), 0));
            socket.Connect(_server);
        }
        catch (SocketException)
        {
            // The server has refused the connection; the next step tries again.
        }
    }

    // The request is never complete. So any received data is the response to a timeout, or the end of the connection.
    private static bool IsOpen(Socket socket)
    {
        try
        {
            return socket.Connected && !socket.Poll(0, SelectMode.SelectRead);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    private sealed class Stranger(int number)
    {
        public int Number => number;

        public bool IsSilent => number / Threads % 2 == 0;

        public Socket? Socket { get; set; }

        public int Sent { get; set; }
    }
}
