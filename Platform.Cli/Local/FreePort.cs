using System.Net;
using System.Net.Sockets;

namespace Platform.Cli.Local;

/// <summary>Ports on the loopback address.</summary>
internal static class FreePort
{
    public static int Any()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static bool IsFree(int port) => Obstacle(port) is null;

    /// <summary>Why the port cannot be listened on; null if it can.</summary>
    public static SocketError? Obstacle(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return null;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }
}
